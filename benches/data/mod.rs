//! Generated data as a study, read through the product's own readers.
#![allow(dead_code)]

use super::generator;
use corridor::Study;
use corridor::geodesy::inverse;
use corridor::layers::{LayerOptions, read_alignments, read_communes, read_zones};
use corridor::model::SiteGeometry;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

/// Writes the data of a size to a temporary folder.
pub fn files(size: &str) -> (tempfile::TempDir, [PathBuf; 3]) {
    let size = generator::Size::named(size).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let paths = ["alignments", "communes", "zones"].map(|n| folder.path().join(format!("{n}.geojson")));
    let writer = |i: usize| BufWriter::new(File::create(&paths[i]).unwrap());
    generator::write_alignments(&size, &mut writer(0)).unwrap();
    generator::write_communes(&size, &mut writer(1)).unwrap();
    generator::write_zones(&size, &mut writer(2)).unwrap();
    (folder, paths)
}

/// The data of a size, read.
pub fn study(size: &str) -> Study {
    let (_folder, [alignments, communes, zones]) = files(size);
    let options = LayerOptions::default();
    Study {
        alignments: read_alignments(&alignments, &options).unwrap(),
        communes: read_communes(&communes, &options).unwrap(),
        zones: read_zones(&zones, &options).unwrap(),
        ..Study::default()
    }
}

/// The zone point nearest to any vertex of the first alignment, without an index: what the index saves.
pub fn brute_nearest(study: &Study) -> f64 {
    let points = study.zones.iter().filter_map(|z| match z.site.geometry {
        SiteGeometry::Point(p) => Some(p),
        _ => None,
    });
    points
        .flat_map(|p| study.alignments[0].vertices().iter().map(move |v| inverse(*v, p).distance))
        .fold(f64::INFINITY, f64::min)
}
