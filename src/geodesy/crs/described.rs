//! What is a CRS: its name, code, kind, area of use and definition?

use super::unknown;
use crate::error::{Fault, Result, clean};
use crate::geodesy::{LonLat, LonLatBox};
use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::Once;

/// What two numbers mean in a CRS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrsKind {
    /// Longitude and latitude, in degrees.
    Geographic,
    /// Easting and northing, in metres or feet.
    Projected,
    /// No place on the Earth: what it is instead.
    Unfit(&'static str),
}

/// A coordinate reference system as PROJ's database describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct CrsAbout {
    asked: String,
    /// Its name, such as `VN-2000 / TM-3 103-00`.
    pub name: String,
    /// Its code, such as `EPSG:9205`, where it is a known one.
    pub code: Option<String>,
    /// What two numbers mean in it.
    pub kind: CrsKind,
    /// Where it is meant to be used, if it says so.
    pub area: Option<LonLatBox>,
}

/// The definition of a CRS as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WellKnownText {
    /// The text.
    pub text: String,
    /// Its version: 1 or 2.
    pub version: u8,
}

/// A definition longer than this is no CRS.
const LONGEST: usize = 100_000;

impl CrsAbout {
    /// The CRS of this code, name or WKT.
    ///
    /// # Errors
    /// PROJ does not know it.
    pub fn of(definition: &str) -> Result<CrsAbout> {
        let asked = definition.trim();
        // A path or a pipeline is no CRS, and nothing that a file says may name a file to be read.
        let plain =
            !asked.is_empty() && asked.len() < LONGEST && !asked.starts_with(['@', '/', '.']) && !names_file(asked);
        match CString::new(asked) {
            Ok(text) if plain => asked_of_proj(asked, &text).ok_or_else(|| unknown(&clean(asked), "")),
            _ => Err(unknown(&clean(asked), "")),
        }
    }

    /// What to give to PROJ: the code where there is one, else as it was asked for.
    pub fn definition(&self) -> &str {
        self.code.as_deref().unwrap_or(&self.asked)
    }

    /// Its definition for a file of two coordinates a place, as well-known text in one line.
    ///
    /// # Method
    /// Version 1 as GDAL writes it (OGC 01-009); version 2 (OGC 12-063r5) where the first has no words for it.
    ///
    /// # Errors
    /// It is of more or other than two axes on the Earth's surface.
    pub fn well_known_text(&self) -> Result<WellKnownText> {
        let definition = CString::new(self.definition()).map_err(|_| unknown(&clean(self.definition()), ""))?;
        written_by_proj(&definition).map_err(|found| {
            Fault::new(
                "crs-flat",
                "a CRS of two axes, geographic or projected, for places without heights",
                format!("{}, which is {found}", self.label()),
            )
            .remedy("name its horizontal CRS alone: EPSG:4326 for WGS 84, EPSG:9205 for VN-2000 / TM-3 103-00")
            .into()
        })
    }

    /// Its name and code, for a message.
    pub fn label(&self) -> String {
        match &self.code {
            Some(code) => format!("{code} ({})", clean(&self.name)),
            None => clean(&self.name),
        }
    }

    /// Whether it is WGS 84 longitude and latitude itself.
    pub fn is_wgs84(&self) -> bool {
        self.kind == CrsKind::Geographic
            && matches!(self.code.as_deref(), Some("EPSG:4326" | "OGC:CRS84" | "EPSG:4979"))
    }
}

/// Whether a definition would have PROJ read a file: a grid of shifts, an init file. (`@null` is none.)
fn names_file(definition: &str) -> bool {
    let plain = definition.to_ascii_lowercase().replace("grids=@null", "");
    ["grids=", "init=", "catalog=", "xyzgrid", "model=", "file=", "parameterfile"]
        .iter()
        .any(|word| plain.contains(word))
}

/// Keeps PROJ from writing to standard error: what it says is in our messages.
fn quiet() {
    static ONCE: Once = Once::new();
    #[allow(unsafe_code)]
    // SAFETY: a null context is PROJ's default one; contexts made later copy its level.
    ONCE.call_once(|| unsafe {
        proj_sys::proj_log_level(std::ptr::null_mut(), proj_sys::PJ_LOG_LEVEL_PJ_LOG_NONE);
    });
}

/// PROJ's C interface tells more than the crate `proj` passes on: kind, area of use, and the code of a definition.
#[allow(unsafe_code)]
fn asked_of_proj(asked: &str, text: &CStr) -> Option<CrsAbout> {
    quiet();
    // SAFETY: every object is made, asked and destroyed here, on one thread, in a context of its own; text that PROJ
    // hands out is copied while its owner lives, and no pointer is used that was not first found not null.
    unsafe {
        let context = proj_sys::proj_context_create();
        let object = proj_sys::proj_create(context, text.as_ptr());
        let about = (!object.is_null()).then(|| described(asked, context, object)).flatten();
        proj_sys::proj_destroy(object);
        proj_sys::proj_context_destroy(context);
        about
    }
}

#[allow(unsafe_code)]
unsafe fn described(asked: &str, context: *mut proj_sys::PJ_CONTEXT, object: *mut proj_sys::PJ) -> Option<CrsAbout> {
    // SAFETY: as in `asked_of_proj`; both pointers are not null and live until it returns.
    unsafe {
        let kind = kind(proj_sys::proj_get_type(object))?;
        let name = copied(proj_sys::proj_get_name(object)).unwrap_or_default();
        let code = code(object).or_else(|| identified(context, object));
        let (mut west, mut south, mut east, mut north) = (0.0, 0.0, 0.0, 0.0);
        let mut area_name: *const c_char = std::ptr::null();
        let known = proj_sys::proj_get_area_of_use(
            context,
            object,
            &raw mut west,
            &raw mut south,
            &raw mut east,
            &raw mut north,
            &raw mut area_name,
        );
        let has_area = known == 1 && west > -1000.0 && west <= east;
        let area = has_area.then(|| LonLatBox::new(LonLat { x: west, y: south }, LonLat { x: east, y: north }));
        Some(CrsAbout { asked: asked.to_string(), name, code, kind, area })
    }
}

/// The definition as text, or what hinders it.
#[allow(unsafe_code)]
fn written_by_proj(definition: &CStr) -> std::result::Result<WellKnownText, &'static str> {
    quiet();
    // SAFETY: as in `asked_of_proj`.
    unsafe {
        let context = proj_sys::proj_context_create();
        let object = proj_sys::proj_create(context, definition.as_ptr());
        let text = if object.is_null() { Err("unknown to PROJ") } else { text(context, object) };
        proj_sys::proj_destroy(object);
        proj_sys::proj_context_destroy(context);
        text
    }
}

#[allow(unsafe_code)]
unsafe fn text(
    context: *mut proj_sys::PJ_CONTEXT,
    object: *const proj_sys::PJ,
) -> std::result::Result<WellKnownText, &'static str> {
    // SAFETY: as in `described`; the text belongs to the object and is copied.
    unsafe {
        match proj_sys::proj_get_type(object) {
            proj_sys::PJ_TYPE_PJ_TYPE_COMPOUND_CRS => return Err("a compound CRS, with heights"),
            proj_sys::PJ_TYPE_PJ_TYPE_BOUND_CRS => return Err("a CRS with a datum shift of its own"),
            proj_sys::PJ_TYPE_PJ_TYPE_GEOGRAPHIC_3D_CRS => return Err("one with heights"),
            found => match kind(found) {
                Some(CrsKind::Unfit(what)) => return Err(what),
                Some(_) => {}
                None => return Err("no CRS"),
            },
        }
        let axes = proj_sys::proj_crs_get_coordinate_system(context, object);
        let count = if axes.is_null() { 0 } else { proj_sys::proj_cs_get_axis_count(context, axes) };
        proj_sys::proj_destroy(axes);
        if count != 2 {
            return Err("of another number of axes");
        }
        let options = [c"MULTILINE=NO".as_ptr(), std::ptr::null()];
        let forms = [(proj_sys::PJ_WKT_TYPE_PJ_WKT1_GDAL, 1), (proj_sys::PJ_WKT_TYPE_PJ_WKT2_2015, 2)];
        let text = |(form, version)| {
            let text = copied(proj_sys::proj_as_wkt(context, object, form, options.as_ptr()))?;
            Some(WellKnownText { text, version })
        };
        forms.into_iter().find_map(text).ok_or("of a kind that well-known text cannot say")
    }
}

fn kind(found: proj_sys::PJ_TYPE) -> Option<CrsKind> {
    Some(match found {
        proj_sys::PJ_TYPE_PJ_TYPE_GEOGRAPHIC_2D_CRS | proj_sys::PJ_TYPE_PJ_TYPE_GEOGRAPHIC_3D_CRS => {
            CrsKind::Geographic
        }
        proj_sys::PJ_TYPE_PJ_TYPE_PROJECTED_CRS
        | proj_sys::PJ_TYPE_PJ_TYPE_DERIVED_PROJECTED_CRS
        // A bound or compound CRS carries a horizontal one, which PROJ takes.
        | proj_sys::PJ_TYPE_PJ_TYPE_BOUND_CRS
        | proj_sys::PJ_TYPE_PJ_TYPE_COMPOUND_CRS => CrsKind::Projected,
        proj_sys::PJ_TYPE_PJ_TYPE_VERTICAL_CRS => CrsKind::Unfit("a vertical CRS, for heights only"),
        proj_sys::PJ_TYPE_PJ_TYPE_GEOCENTRIC_CRS => CrsKind::Unfit("a geocentric CRS, of three numbers"),
        proj_sys::PJ_TYPE_PJ_TYPE_TEMPORAL_CRS => CrsKind::Unfit("a CRS of time"),
        proj_sys::PJ_TYPE_PJ_TYPE_ENGINEERING_CRS => CrsKind::Unfit("a local CRS that is tied to no place on the Earth"),
        proj_sys::PJ_TYPE_PJ_TYPE_OTHER_CRS => CrsKind::Unfit("of another kind"),
        // An ellipsoid, datum or operation.
        _ => return None,
    })
}

#[allow(unsafe_code)]
unsafe fn copied(text: *const c_char) -> Option<String> {
    // SAFETY: PROJ hands out null or text that ends with a zero.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

#[allow(unsafe_code)]
unsafe fn code(object: *const proj_sys::PJ) -> Option<String> {
    // SAFETY: the object is not null.
    unsafe {
        let authority = copied(proj_sys::proj_get_id_auth_name(object, 0))?;
        Some(format!("{authority}:{}", copied(proj_sys::proj_get_id_code(object, 0))?))
    }
}

/// The definitions are the same for coordinates, whatever they are called (PROJ: 90 of 100).
const SURE: c_int = 90;

/// The code of EPSG whose definition this is in other words.
#[allow(unsafe_code)]
unsafe fn identified(context: *mut proj_sys::PJ_CONTEXT, object: *const proj_sys::PJ) -> Option<String> {
    // SAFETY: lists and objects that PROJ makes here are destroyed here, and used only if not null.
    unsafe {
        let mut confidence: *mut c_int = std::ptr::null_mut();
        let list = proj_sys::proj_identify(context, object, c"EPSG".as_ptr(), std::ptr::null(), &raw mut confidence);
        if list.is_null() {
            return None;
        }
        let sure = proj_sys::proj_list_get_count(list) > 0 && !confidence.is_null() && *confidence >= SURE;
        let first = if sure { proj_sys::proj_list_get(context, list, 0) } else { std::ptr::null_mut() };
        let found = if first.is_null() { None } else { code(first) };
        proj_sys::proj_destroy(first);
        proj_sys::proj_int_list_destroy(confidence);
        proj_sys::proj_list_destroy(list);
        found
    }
}
