//! A table of speeds (TOML) into the values that a road network is timed by.

use super::store::read_file;
use super::text;
use crate::error::{Fault, Faults, Result, shown};
use crate::model::{Speeds, nearest_names};
use std::path::Path;

/// Reads a table of speeds.
///
/// # Errors
/// It is no TOML, a key is unknown or missing, or a speed is not above 0.
pub fn read_speeds(path: &Path) -> Result<Speeds> {
    parse(&read_file(path)?).map_err(|e| e.in_file(&path.display().to_string()))
}

/// The speeds that are built into the tool, for a study that has none of its own.
///
/// # Errors
/// None, unless the tool was built from a broken copy.
pub fn usual_speeds() -> Result<Speeds> {
    parse(include_bytes!("../../geodata/speeds.toml")).map_err(|e| e.in_file("speeds.toml"))
}

/// The values, each within what a road can have.
pub(super) fn parse(bytes: &[u8]) -> Result<Speeds> {
    let text = text::unmarked(bytes, "a table of speeds in TOML")?;
    let speeds: Speeds = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let message = e.message().lines().next().unwrap_or_default();
        let quoted: Vec<&str> = e.message().split('`').skip(1).step_by(2).collect();
        let remedy = match quoted.split_first() {
            Some((unknown, known)) if message.starts_with("unknown") => nearest_names(unknown, known.iter().copied())
                .first()
                .map_or_else(|| format!("use one of {}", known.join(", ")), |near| format!("did you mean {near}?")),
            Some((missing, _)) if message.starts_with("missing field") => {
                format!("add {missing}: every value stands with its source")
            }
            _ => "compare it with the speeds.toml that `corridor init DIR` writes".to_string(),
        };
        Fault::new("speeds", "a table of speeds in TOML", message.replace('`', "\""))
            .feature(format!("line {line}"))
            .remedy(remedy)
    })?;
    let mut faults = Faults::new();
    for (key, unit, cited) in speeds.values() {
        let (least, most) = if unit == "km/h" { (1.0, 200.0) } else { (0.0, 1e6) };
        if !(least..=most).contains(&cited.value) {
            let expected = format!("{least} to {most} {unit}");
            let fault = Fault::new("speeds", expected, shown(cited.value)).property(key.clone());
            faults.push(fault.remedy("correct the value"));
        }
        if cited.citation.trim().is_empty() {
            let fault = Fault::new("speeds", "a citation: decision, standard or count, with its date", "none");
            faults.push(fault.property(key).remedy("say where the value comes from"));
        }
    }
    faults.or(speeds)
}
