//! For QGIS: the style of each layer as QML, and a project with groups, labels and a print layout.
//!
//! Written for QGIS 3.22 and later. A project names its layers by a path relative to itself, so its folder can be moved.

mod layout;
mod project;
mod style;
mod xml;

pub use project::{Setting, project};
pub use style::{Styles, qml};
