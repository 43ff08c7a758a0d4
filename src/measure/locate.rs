//! Chainage to position and back.

use super::catchment::holds;
use super::near::nearest;
use super::proximity::side;
use crate::error::{Fault, Result};
use crate::geodesy::{LonLat, LonLatBox};
use crate::index::{Chain, Indexed, IndexedAlignment};
use crate::model::{Alignment, CommuneCode, Spot};
use crate::units::{Chainage, Metres, Offset};

/// A place on an alignment, and what it was found from.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// Where on the alignment.
    pub spot: Spot,
    /// Where that is.
    pub place: LonLat,
    /// Its geometric chainage.
    pub chainage: Chainage,
    /// How far off, and on which side, the place asked for lies; 0 for a chainage.
    pub offset: Offset,
    /// The commune of the place on the alignment.
    pub commune: Option<CommuneCode>,
}

/// Where along the alignment is a place, how far off it and on which side?
///
/// # Method
/// The linear reference: the foot of the shortest geodesic, found as in [`super::Near`]. Nothing is
/// snapped: a place 30 km away is answered with 30 km. In PostGIS: `ST_LineLocatePoint`, planar there.
///
/// # Errors
/// The place is no longitude and latitude.
pub fn locate(alignment: &Alignment, index: &Indexed<'_>, place: LonLat) -> Result<Located> {
    locate_on(&IndexedAlignment::new(alignment), index, place)
}

/// The same, of an alignment that is indexed once for many places.
///
/// # Errors
/// As [`locate`].
pub fn locate_on(indexed: &IndexedAlignment<'_>, index: &Indexed<'_>, place: LonLat) -> Result<Located> {
    if !(place.x.abs() <= 180.0 && place.y.abs() <= 90.0) {
        let swapped = place.x.abs() <= 90.0 && place.y.abs() <= 180.0;
        let remedy = if swapped {
            "longitude comes first: did you mean them the other way round?"
        } else {
            "write LON,LAT in degrees, such as 103.016,21.386"
        };
        return Err(Fault::new(
            "not-lon-lat",
            "longitude within ±180 and latitude within ±90 degrees",
            format!("({}, {})", place.x, place.y),
        )
        .remedy(remedy)
        .into());
    }
    let alignment = indexed.alignment;
    let point = Chain::new([(0, std::slice::from_ref(&place))]);
    let near = nearest(indexed, &point, f64::INFINITY)
        .ok_or_else(|| Fault::new("no-nearest", "an alignment with a nearest point", alignment.id()))?;
    Ok(Located {
        spot: near.spot,
        place: near.from,
        chainage: alignment.chainage(near.spot),
        offset: Offset { distance: near.distance, side: side(alignment, near.spot, &near) },
        commune: commune_at(index, near.from),
    })
}

impl Located {
    /// Where is this geometric chainage?
    ///
    /// # Errors
    /// The alignment does not reach so far.
    pub fn at(alignment: &Alignment, index: &Indexed<'_>, chainage: Chainage) -> Result<Located> {
        let spot = alignment.spot(chainage).ok_or_else(|| {
            Fault::new(
                "beyond-end",
                format!("a chainage from Km0+000 to {} along {}", Chainage::at(alignment.length()), alignment.id()),
                chainage.to_string(),
            )
            .remedy("geometric chainage counts along the line from its first vertex; name a place within it")
        })?;
        let place = alignment.place(spot);
        let offset = Offset { distance: Metres::ZERO, side: crate::units::Side::On };
        Ok(Located { spot, place, chainage: alignment.chainage(spot), offset, commune: commune_at(index, place) })
    }
}

/// The commune that holds a place; on a border the lower code, as in coverage.
fn commune_at(index: &Indexed<'_>, place: LonLat) -> Option<CommuneCode> {
    let candidates = index.communes_near(&LonLatBox::new(place, place));
    candidates.into_iter().find(|c| holds(c, place)).map(|c| c.commune.code.clone())
}
