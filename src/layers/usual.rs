//! A GeoJSON file as almost every program writes it, every feature of which is sound: read block by block, so that neither the
//! text nor what stands in it need be held whole. Whatever is unusual or wrong makes nothing of the file, and the careful way
//! says what it is.

use super::format::Format;
use super::geojson::Feature;
use super::properties::{Properties, as_text};
use super::store::opened;
use super::{LayerOptions, alignments, collection, communes, placing, quick, text};
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::model::{Alignment, Commune};
use rayon::prelude::*;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

/// So much is read at once at least and at most: much beside what a task costs, and so little that what is made of it on
/// the way, some ten times as much, stays near its core.
const BLOCK: (u64, u64) = (1 << 15, 1 << 16);
/// So many blocks give every core its share.
const BLOCKS: u64 = 256;

/// So many blocks, 64 MB at most, are read before anything is made of what is in them: of so many alignments, many are near
/// each other. Of long ones no more than an eighth: the land that one is near to is at hand for all of it.
const GROUP: usize = 1 << 10;
/// Fewer to a block than this are long, of some 150 vertices or more.
const SHORT: usize = 16;

/// What is made of the alignments of a file, some at a time and on all cores; none of them is kept. Of those in a large part of
/// the file the ones with like keys come together, by the place where each starts.
pub fn in_passing<T: Send>(
    path: &Path,
    options: &LayerOptions,
    key: impl Fn(LonLat) -> u64 + Sync + Send,
    make: impl Fn(Vec<Alignment>) -> T + Sync + Send,
) -> Option<Vec<T>> {
    let mut blocks = blocks_of(path, options)?;
    // Nothing is made while the first is read: it is a small one.
    let (mut made, mut at_once) = (Vec::new(), GROUP / 16);
    let mut group: Vec<Block> = blocks.by_ref().take(at_once).collect();
    while !group.is_empty() {
        let alignments: usize = group.iter().map(|block| block.features.len()).sum();
        at_once = (2 * at_once).min(if alignments < SHORT * group.len() { GROUP / 8 } else { GROUP });
        let next = || blocks.by_ref().take(at_once).collect();
        let (next, of_group) = rayon::join(next, || of_group(&group, options, &key, &make));
        made.append(&mut of_group?);
        blocks.spare.extend(group.into_iter().map(|block| block.bytes));
        group = next;
    }
    (!made.is_empty() && blocks.ends_well()).then_some(made)
}

/// What is made of the alignments in some blocks, those with like keys together.
fn of_group<T: Send>(
    group: &[Block],
    options: &LayerOptions,
    key: &(impl Fn(LonLat) -> u64 + Sync),
    make: &(impl Fn(Vec<Alignment>) -> T + Sync),
) -> Option<Vec<T>> {
    // Only the order rests on the place, so that it need not be found.
    let keyed = |text| (quick::first_place(text).map_or(0, key), text);
    let texts = group.par_iter().flat_map_iter(|block| block.texts().map(keyed));
    let mut order: Vec<(u64, &[u8])> = texts.collect();
    order.par_sort_unstable_by_key(|(key, _)| *key);
    let read = |text: &[u8]| alignments::read_one(sound(text, options)?, options.id.as_deref()).ok();
    let some = |some: &[(u64, &[u8])]| Some(make(some.iter().map(|(_, text)| read(text)).collect::<Option<_>>()?));
    order.par_chunks((order.len() / 256).clamp(1, 256)).map(some).collect()
}

/// The alignments of a file, by identifier.
pub fn alignments(path: &Path, options: &LayerOptions) -> Option<Vec<Alignment>> {
    let read = |feature| alignments::read_one(feature, options.id.as_deref());
    by_key(path, options, read, Alignment::id)
}

/// The communes of a file, by code.
pub fn communes(path: &Path, options: &LayerOptions) -> Option<Vec<Commune>> {
    by_key(path, options, |feature| communes::read_one(feature, options.id.as_deref()), |commune| &commune.code)
}

/// All by rising key, if each has a key of its own.
fn by_key<T: Send, K: Ord + ?Sized>(
    path: &Path,
    options: &LayerOptions,
    read: impl Fn(Feature) -> Result<T> + Sync + Send,
    key: impl Fn(&T) -> &K + Sync,
) -> Option<Vec<T>> {
    let mut blocks = blocks_of(path, options)?;
    let some = blocks.by_ref().enumerate().par_bridge().map(|(number, block)| {
        let mut some = Vec::with_capacity(block.features.len());
        for text in block.texts() {
            some.push(read(sound(text, options)?).ok()?);
        }
        Some((number, some))
    });
    let mut some: Vec<(usize, Vec<T>)> = some.collect::<Option<_>>()?;
    if some.is_empty() || !blocks.ends_well() {
        return None;
    }
    // As they stand in the file, which is often by key already: to sort what is large moves much.
    some.sort_unstable_by_key(|(number, _)| *number);
    let mut all = Vec::with_capacity(some.iter().map(|(_, some)| some.len()).sum());
    some.into_iter().for_each(|(_, some)| all.extend(some));
    all.par_sort_unstable_by(|a, b| key(a).cmp(key(b)));
    all.is_sorted_by(|a, b| key(a) < key(b)).then_some(all)
}

/// The blocks of a file on WGS 84.
fn blocks_of(path: &Path, options: &LayerOptions) -> Option<Blocks<File>> {
    // Standard input can be read but once.
    if path.as_os_str() == "-" {
        return None;
    }
    let file = opened(path).ok()?;
    let size = (file.metadata().ok()?.len() / BLOCKS).next_power_of_two().clamp(BLOCK.0, BLOCK.1);
    let blocks = Blocks::of(file, size as usize, &path.display().to_string())?;
    // Most programs write the CRS before the features: of another one no more need be read.
    let before = declared(&[&blocks.shell, &b"]}"[..]].concat()).flatten();
    (is_on_wgs84(before.as_ref()) && is_on_wgs84(options.crs.as_ref())).then_some(blocks)
}

fn is_on_wgs84(crs: Option<&String>) -> bool {
    crs.is_none_or(|crs| placing::is_on_wgs84(crs))
}

/// A feature that is on the Earth; without a label, since no message will name it.
fn sound(bytes: &[u8], options: &LayerOptions) -> Option<Feature> {
    let said = quick::feature(bytes)?;
    let sound = said.geometry.as_ref().is_none_or(placing::is_possible) && (options.ignore_z || !said.heights);
    let id = said.id.as_ref().and_then(as_text);
    let properties = Properties::new(said.properties, id);
    sound.then_some(Feature { label: String::new(), properties, geometry: said.geometry })
}

/// The CRS that a collection declares, if it is one.
fn declared(shell: &[u8]) -> Option<Option<String>> {
    let (_, crs) = quick::split(text::unmarked(shell, "GeoJSON").ok()?)?;
    crs.map(serde_json::from_str).transpose().ok()?.map_or(Ok(None), collection::declared).ok()
}

/// Some features of a collection, as they stand in the text.
struct Block {
    bytes: Vec<u8>,
    features: Vec<Range<usize>>,
}

impl Block {
    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.features.iter().map(|feature| &self.bytes[feature.clone()])
    }
}

/// A collection split into blocks of features while it is read.
struct Blocks<R> {
    file: R,
    size: usize,
    /// What was read and is not yet in a block.
    rest: Vec<u8>,
    /// Room of blocks that are done with: new memory would have to be cleared first.
    spare: Vec<Vec<u8>>,
    /// The collection without its features: what stands before them and, once all were met, what stands behind them.
    shell: Vec<u8>,
    after_feature: bool,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Within,
    Ended,
    Unusual,
}

impl<R: Read> Blocks<R> {
    /// Reads as far as the first feature.
    fn of(file: R, size: usize, name: &str) -> Option<Blocks<R>> {
        let (rest, spare, shell, state) = (Vec::new(), Vec::new(), Vec::new(), State::Within);
        let mut blocks = Blocks { file, size, rest, spare, shell, after_feature: false, state };
        blocks.read()?;
        let start = Format::of(&blocks.rest, name).ok().filter(|format| *format == Format::GeoJson).and_then(|_| {
            let valid = blocks.rest.utf8_chunks().next()?.valid();
            let bare = valid.strip_prefix('\u{feff}').unwrap_or(valid);
            Some(valid.len() - bare.len() + quick::before_features(bare)?)
        })?;
        blocks.shell = blocks.rest.drain(..start).collect();
        Some(blocks)
    }

    /// Reads on: how much?
    fn read(&mut self) -> Option<usize> {
        // Blocks are of one size, which an allocator likes; for a feature that is larger they double.
        let held = self.rest.len();
        let room = self.size.max((held + 1).next_power_of_two()) - held;
        self.rest.reserve_exact(room);
        self.file.by_ref().take(room as u64).read_to_end(&mut self.rest).ok()
    }

    /// The features that have been read whole; none of them where something else stands among them.
    fn whole(&mut self) -> Option<Block> {
        let (mut at, mut taken, mut features) = (0, 0, Vec::new());
        loop {
            match self.rest.get(at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
                Some(b'{') if !self.after_feature => {
                    let Some(end) = quick::end_of_object(&self.rest, at + 1) else { break };
                    features.push(at..end);
                    (at, taken, self.after_feature) = (end, end, true);
                }
                Some(b',') if self.after_feature => {
                    (at, taken, self.after_feature) = (at + 1, at + 1, false);
                }
                Some(b']') if self.after_feature => {
                    taken = at;
                    self.state = State::Ended;
                    break;
                }
                Some(_) => return None,
                None => break,
            }
        }
        let mut rest = self.spare.pop().unwrap_or_default();
        rest.clear();
        rest.extend_from_slice(&self.rest[taken..]);
        self.rest.truncate(taken);
        Some(Block { bytes: std::mem::replace(&mut self.rest, rest), features })
    }

    /// Whether the collection ended as it should and is on WGS 84.
    fn ends_well(self) -> bool {
        self.crs().is_some_and(|crs| is_on_wgs84(crs.as_ref()))
    }

    /// The CRS that the collection declares, if it ended as it should.
    fn crs(mut self) -> Option<Option<String>> {
        (self.state == State::Ended).then_some(())?;
        self.file.read_to_end(&mut self.rest).ok()?;
        self.shell.append(&mut self.rest);
        declared(&self.shell)
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = Block;
    fn next(&mut self) -> Option<Block> {
        while self.state == State::Within {
            match self.whole() {
                Some(block) if !block.features.is_empty() => return Some(block),
                Some(_) if self.state == State::Ended => {}
                Some(_) if self.read().is_some_and(|more| more > 0) => {}
                _ => self.state = State::Unusual,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The features and the CRS, with so much read at a time.
    fn split(text: &str, size: usize) -> Option<(Vec<String>, Option<String>)> {
        // What stands before the features is within what is read first.
        let mut blocks = Blocks::of(text.as_bytes(), text.find('[').map_or(1, |i| i + 1).max(size), "a.geojson")?;
        blocks.size = size;
        let mut features = Vec::new();
        while let Some(block) = blocks.next() {
            features.extend(block.texts().map(|f| String::from_utf8_lossy(f).to_string()));
            // What is in room that is used again must not matter.
            blocks.spare.push(block.bytes);
        }
        Some((features, blocks.crs()?))
    }

    #[test]
    fn however_much_is_read_at_once_the_features_are_the_same() {
        let usual = "{\"type\":\"FeatureCollection\",\"name\":\"Điện Biên\", \"features\" : [\n{\"a\":\"}\\\"{ế\"} , {\"b\":[{}]},\n\
                     {\"c\":{\"d\":\"]\"}}\n], \"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:9205\"}} }\n";
        for text in [usual.to_string(), format!("\u{feff}{usual}")] {
            for size in 1..=text.len() {
                let (features, crs) = split(&text, size).unwrap();
                assert_eq!(features, ["{\"a\":\"}\\\"{ế\"}", "{\"b\":[{}]}", "{\"c\":{\"d\":\"]\"}}"], "{size}");
                assert_eq!(crs.as_deref(), Some("EPSG:9205"));
            }
        }
    }

    #[test]
    fn in_passing_are_all_the_alignments_those_with_like_keys_together() {
        let road = |i: usize| {
            let x = 3 + i * 7919 % 2000;
            format!(
                r#"{{"type":"Feature","properties":{{"id":"a{i}"}},"geometry":{{"type":"LineString","coordinates":[[103.{x:04},21],[103,22]]}}}}"#
            )
        };
        let roads: Vec<String> = (1000..3000).map(road).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roads.geojson");
        let places = |text: &str| -> Option<Vec<Vec<(u64, String)>>> {
            std::fs::write(&path, text).unwrap();
            let key = |place: LonLat| (place.x * 1e4).round() as u64;
            let place = |a: &Alignment| (key(a.vertices()[0]), a.id().to_string());
            in_passing(&path, &LayerOptions::default(), key, |some| some.iter().map(place).collect())
        };
        let text = |end: &str| format!("{{\"type\":\"FeatureCollection\",\"features\":[{}{end}", roads.join(",\n"));
        let found = places(&text("]}")).unwrap();
        assert!(found.len() > 100, "they are made on all cores");
        let mut found = found.concat();
        assert!(found.is_sorted_by_key(|(key, _)| *key));
        found.sort_by(|a, b| a.1.cmp(&b.1));
        assert_eq!(
            found.into_iter().map(|(_, id)| id).collect::<Vec<_>>(),
            (1000..3000).map(|i| format!("a{i}")).collect::<Vec<_>>()
        );
        for end in [",{}]}", "],", "]", "],\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:9205\"}}}"] {
            assert!(places(&text(end)).is_none(), "{end}");
        }
    }

    #[test]
    fn what_is_no_sound_list_of_objects_is_left_to_the_careful_reader() {
        for list in ["{},", ",{}", "{}{}", "{},,{}", "1", "{},1", "null", "[{}]", "{", "{}]", "{},[", ""] {
            let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{list}]}}");
            assert!((1..9).all(|size| split(&text, size).is_none()), "{list}");
        }
        for text in [
            "{\"type\":\"FeatureCollection\",\"features\":[{}]",
            "{\"type\":\"FeatureCollection\",\"features\":[{}]} x",
            "{\"type\":\"FeatureCollection\",\"features\":[{}],\"features\":[{}]}",
            "{\"type\":\"Feature\",\"features\":[{}]}",
            "{\"features\":[{}]}",
            "{\"features\":null}",
            "[{}]",
            "",
        ] {
            assert!((1..9).all(|size| split(text, size).is_none()), "{text}");
        }
    }
}
