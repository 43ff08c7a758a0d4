//! The land of a commune, and the box around it.

use crate::geodesy::LonLatBox;
use geo::{Geometry, MultiPolygon};
use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

/// The land of a commune. What a layer is read from is drawn at once; what an earlier run has kept may be drawn when it is first
/// looked at, since of a whole country most communes never are. Either way it is used as the polygons that it is.
pub struct Territory {
    bounds: Option<LonLatBox>,
    land: Land,
}

type Drawing = Box<dyn FnOnce() -> MultiPolygon<f64> + Send>;

enum Land {
    Drawn(MultiPolygon<f64>),
    Later(LazyLock<MultiPolygon<f64>, Drawing>),
}

impl Territory {
    /// Land that is drawn when it is first looked at, within this box: it must be the one around it.
    pub fn drawn_later(
        bounds: Option<LonLatBox>,
        drawing: impl FnOnce() -> MultiPolygon<f64> + Send + 'static,
    ) -> Territory {
        Territory { bounds, land: Land::Later(LazyLock::new(Box::new(drawing))) }
    }

    /// The box around it, known without drawing it; none around nothing.
    pub fn bounds(&self) -> Option<LonLatBox> {
        self.bounds
    }

    /// A copy of the polygons, for a layer.
    pub fn geometry(&self) -> Geometry<f64> {
        Geometry::MultiPolygon(MultiPolygon::clone(self))
    }
}

impl From<MultiPolygon<f64>> for Territory {
    fn from(land: MultiPolygon<f64>) -> Territory {
        let rings = land.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let boxes = rings.filter_map(|ring| LonLatBox::around(&ring.0));
        Territory { bounds: boxes.reduce(|a, b| a.union(&b)), land: Land::Drawn(land) }
    }
}

impl Deref for Territory {
    type Target = MultiPolygon<f64>;

    #[inline]
    fn deref(&self) -> &MultiPolygon<f64> {
        match &self.land {
            Land::Drawn(land) => land,
            Land::Later(land) => land,
        }
    }
}

impl Clone for Territory {
    fn clone(&self) -> Territory {
        Territory { bounds: self.bounds, land: Land::Drawn(MultiPolygon::clone(self)) }
    }
}

impl PartialEq for Territory {
    fn eq(&self, other: &Territory) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn land() -> MultiPolygon<f64> {
        let island = polygon![(x: 104.0, y: 20.5), (x: 104.5, y: 20.5), (x: 104.2, y: 20.9)];
        let main = polygon!(
            exterior: [(x: 103.0, y: 21.0), (x: 103.5, y: 21.0), (x: 103.2, y: 21.4)],
            interiors: [[(x: 103.1, y: 21.1), (x: 103.3, y: 21.1), (x: 103.2, y: 21.2)]],
        );
        MultiPolygon(vec![main, island])
    }

    #[test]
    fn it_is_drawn_once_and_not_for_its_box() {
        let drawn = Arc::new(AtomicUsize::new(0));
        let (here, count) = (Territory::from(land()), Arc::clone(&drawn));
        let later = Territory::drawn_later(here.bounds(), move || {
            count.fetch_add(1, Ordering::Relaxed);
            land()
        });
        assert_eq!(later.bounds(), here.bounds());
        assert_eq!(drawn.load(Ordering::Relaxed), 0);
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| assert_eq!(*later, land())))));
        assert_eq!((later.clone(), later.geometry()), (here, land().into()));
        assert_eq!(
            (drawn.load(Ordering::Relaxed), Arc::strong_count(&drawn)),
            (1, 1),
            "what it was drawn from is let go"
        );
    }

    #[test]
    fn its_box_is_around_all_of_it() {
        let bounds = Territory::from(land()).bounds().map(|b| (b.min.x_y(), b.max.x_y()));
        assert_eq!(bounds, Some(((103.0, 20.5), (104.5, 21.4))));
        assert_eq!(Territory::from(MultiPolygon(vec![])).bounds(), None);
    }
}
