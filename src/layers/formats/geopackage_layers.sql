-- Layers of features that are tables: name, column of geometries, number of the CRS.
SELECT g.table_name, g.column_name, g.srs_id
FROM gpkg_geometry_columns AS g
JOIN sqlite_master AS m ON m.name = g.table_name AND m.type = 'table' AND m.sql LIKE 'CREATE TABLE%'
ORDER BY g.table_name
LIMIT 10000
