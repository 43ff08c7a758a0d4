-- A CRS by its number: who defined it, under which code, and its WKT.
SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1
