//! Readers, one a format: bytes in, [`Content`](super::content::Content) out, in the CRS of the file.

pub mod dbf;
pub mod dxf;
pub mod flatgeobuf;
pub mod geopackage;
pub mod gpx;
pub mod kml;
pub mod osm;
pub mod shapefile;
pub mod table;
pub mod wkb;
pub mod wkt;
pub mod xml;
