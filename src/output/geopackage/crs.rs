//! The coordinate reference system that a GeoPackage or a project is given out in, as those formats name it.

/// A coordinate reference system of two axes, with its definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crs {
    /// Who numbers it, such as `EPSG` or `ESRI`.
    pub organization: String,
    /// Its number there.
    pub number: i32,
    /// Its name in the register.
    pub name: String,
    /// Its definition as well-known text.
    pub definition: String,
    /// The version of that text: 1 (OGC 01-009), which GeoPackage asks for, or 2 (OGC 12-063r5), which it allows.
    pub version: u8,
    /// Whether it is a plane, and not in degrees.
    pub is_projected: bool,
}

const WGS84: &str = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#;

/// Numbers from here on are free for what EPSG has not numbered; GDAL takes the same.
const FREE: i32 = 100_000;

impl Crs {
    /// WGS 84 longitude and latitude.
    pub fn wgs84() -> Crs {
        Crs {
            organization: "EPSG".into(),
            number: 4326,
            name: "WGS 84".into(),
            definition: WGS84.into(),
            version: 1,
            is_projected: false,
        }
    }

    /// Its code, such as `EPSG:9205`.
    pub fn code(&self) -> String {
        format!("{}:{}", self.organization, self.number)
    }

    /// Its number within a GeoPackage: that of EPSG, or a free one where another register numbered it.
    pub fn srs_id(&self) -> i32 {
        if self.organization == "EPSG" { self.number } else { FREE }
    }
}
