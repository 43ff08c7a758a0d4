-- The extension for definitions that well-known text of version 1 cannot say (OGC 12-128r18, annex F.10).
ALTER TABLE gpkg_spatial_ref_sys ADD COLUMN definition_12_063 TEXT NOT NULL DEFAULT 'undefined';
INSERT INTO gpkg_extensions VALUES
  ('gpkg_spatial_ref_sys', 'definition_12_063', 'gpkg_crs_wkt', 'http://www.geopackage.org/spec121/#extension_crs_wkt', 'read-write');
