//! The study that is built into the tool, so that it works from any folder.

/// Its files: name and content.
pub fn files() -> &'static [(&'static str, &'static str)] {
    macro_rules! files {
        ($($name:literal),* $(,)?) => {
            &[$(($name, include_str!(concat!("../../geodata/", $name)))),*]
        };
    }
    files![
        "study.toml",
        "speeds.toml",
        "README.md",
        "LICENCE.md",
        "nh279.geojson",
        "nh12.geojson",
        "highways.geojson",
        "expressway.geojson",
        "interchanges.geojson",
        "border_gates.geojson",
        "communes.geojson",
        "economic_zones.geojson",
        "places.geojson",
        "kmposts.csv",
        "crosswalk.csv",
        "projects.csv",
        "project_versions.csv",
        "milestones.csv",
        "indicators.csv",
        "length_anchors.csv",
    ]
}
