//! Blobs into blocks of nodes, ways and relations.

use super::Tags;
use super::protobuf::{Field, Message, damaged, zigzag};
use crate::error::Result;
use crate::geodesy::LonLat;
use crate::layers::archive::inflated;

/// Sizes that the format allows.
const LARGEST_HEADER: usize = 64 * 1024;
const LARGEST_BLOB: usize = 32 * 1024 * 1024;

/// The data blobs of a file, still packed.
pub fn blobs(bytes: &[u8]) -> Result<Vec<&[u8]>> {
    let mut rest = bytes;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let cut = || damaged("the end of the file in the middle of a block");
        let (size, after) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
        let size = u32::from_be_bytes(*size) as usize;
        if size > LARGEST_HEADER {
            return Err(damaged("a block header of over 64 KiB"));
        }
        let header = after.get(..size).ok_or_else(cut)?;
        let (mut kind, mut data) = (&b""[..], 0usize);
        Message(header).each(|number, field| {
            match (number, field) {
                (1, Field::Bytes(name)) => kind = name,
                (3, Field::Number(size)) => data = usize::try_from(size).unwrap_or(usize::MAX),
                _ => {}
            }
            Ok(())
        })?;
        if data > LARGEST_BLOB {
            return Err(damaged("a block of over 32 MiB"));
        }
        let blob = after.get(size..size + data).ok_or_else(cut)?;
        rest = &after[size + data..];
        match kind {
            b"OSMData" => found.push(blob),
            b"OSMHeader" => header_known(&unpacked(blob)?)?,
            _ => {}
        }
    }
    Ok(found)
}

fn header_known(bytes: &[u8]) -> Result<()> {
    Message(bytes).each(|number, field| match (number, field) {
        (4, Field::Bytes(b"OsmSchema-V0.6" | b"DenseNodes")) => Ok(()),
        (4, Field::Bytes(other)) => Err(damaged(&format!(
            "a feature that is not known here: {}",
            crate::error::clean(&String::from_utf8_lossy(other))
        ))),
        _ => Ok(()),
    })
}

/// The content of a blob.
pub fn unpacked(blob: &[u8]) -> Result<Vec<u8>> {
    let mut content = None;
    Message(blob).each(|number, field| {
        match (number, field) {
            (1, Field::Bytes(raw)) => content = Some(raw.to_vec()),
            (3, Field::Bytes(packed)) => {
                content = Some(inflated(flate2::read::ZlibDecoder::new(packed), LARGEST_BLOB as u64)?)
            }
            (4..=7, Field::Bytes(_)) => return Err(damaged("a block packed otherwise than by zlib")),
            _ => {}
        }
        Ok(())
    })?;
    content.ok_or_else(|| damaged("a block without data"))
}

/// A member of a relation.
pub struct Member {
    pub id: i64,
    pub way: bool,
    pub inner: bool,
}

/// A block: its strings, its groups, and how its coordinates are written.
pub struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

type NodeTaker<'t> = dyn FnMut(i64, LonLat, Tags) + 't;
type WayTaker<'t> = dyn FnMut(i64, Tags, Vec<i64>) + 't;
type RelationTaker<'t> = dyn FnMut(i64, Tags, Vec<Member>) + 't;

impl<'a> Block<'a> {
    pub fn of(bytes: &'a [u8]) -> Result<Block<'a>> {
        let mut block =
            Block { strings: Vec::new(), groups: Vec::new(), granularity: 100, lat_offset: 0, lon_offset: 0 };
        Message(bytes).each(|number, field| {
            match (number, field) {
                (1, Field::Bytes(table)) => Message(table).each(|n, s| {
                    if let (1, Field::Bytes(text)) = (n, s) {
                        block.strings.push(text);
                    }
                    Ok(())
                })?,
                (2, Field::Bytes(group)) => block.groups.push(group),
                (17, Field::Number(n)) => block.granularity = n as i64,
                (19, Field::Number(n)) => block.lat_offset = n as i64,
                (20, Field::Number(n)) => block.lon_offset = n as i64,
                _ => {}
            }
            Ok(())
        })?;
        Ok(block)
    }

    fn string(&self, at: u64) -> Result<String> {
        let text = usize::try_from(at).ok().and_then(|i| self.strings.get(i));
        text.map(|t| String::from_utf8_lossy(t).into_owned())
            .ok_or_else(|| damaged("a text that the block does not have"))
    }

    fn tags(&self, keys: &[u64], values: &[u64]) -> Result<Tags> {
        keys.iter().zip(values).map(|(k, v)| Ok((self.string(*k)?, self.string(*v)?))).collect()
    }

    fn place(&self, lon: i64, lat: i64) -> LonLat {
        let degrees = |offset: i64, n: i64| (offset as f64 + self.granularity as f64 * n as f64) * 1e-9;
        // Nanodegrees make the seventh digit exact only if rounded.
        let tidy = |d: f64| (d * 1e9).round() / 1e9;
        LonLat { x: tidy(degrees(self.lon_offset, lon)), y: tidy(degrees(self.lat_offset, lat)) }
    }

    fn within(&self, wanted: u64, take: &mut dyn FnMut(&'a [u8]) -> Result<()>) -> Result<()> {
        self.groups.iter().try_for_each(|group| {
            Message(group).each(|number, field| match field {
                Field::Bytes(bytes) if number == wanted => take(bytes),
                _ => Ok(()),
            })
        })
    }

    /// Every node.
    pub fn nodes(&self, take: &mut NodeTaker) -> Result<()> {
        self.within(1, &mut |bytes| {
            let (mut id, mut lon, mut lat, mut keys, mut values) = (0, 0, 0, Vec::new(), Vec::new());
            Message(bytes).each(|number, field| {
                match (number, field) {
                    (1, Field::Number(n)) => id = zigzag(n),
                    (2, Field::Bytes(b)) => keys = Message(b).numbers()?,
                    (3, Field::Bytes(b)) => values = Message(b).numbers()?,
                    (8, Field::Number(n)) => lat = zigzag(n),
                    (9, Field::Number(n)) => lon = zigzag(n),
                    _ => {}
                }
                Ok(())
            })?;
            take(id, self.place(lon, lat), self.tags(&keys, &values)?);
            Ok(())
        })?;
        self.within(2, &mut |bytes| self.dense(bytes, take))
    }

    fn dense(&self, bytes: &[u8], take: &mut NodeTaker) -> Result<()> {
        let (mut ids, mut lats, mut lons, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Message(bytes).each(|number, field| {
            match (number, field) {
                (1, Field::Bytes(b)) => ids = Message(b).deltas()?,
                (8, Field::Bytes(b)) => lats = Message(b).deltas()?,
                (9, Field::Bytes(b)) => lons = Message(b).deltas()?,
                (10, Field::Bytes(b)) => texts = Message(b).numbers()?,
                _ => {}
            }
            Ok(())
        })?;
        if ids.len() != lats.len() || ids.len() != lons.len() {
            return Err(damaged("nodes without a place"));
        }
        let mut texts = texts.into_iter();
        for ((id, lat), lon) in ids.into_iter().zip(lats).zip(lons) {
            let mut tags = Vec::new();
            while let Some(key) = texts.next().filter(|k| *k != 0) {
                let value = texts.next().ok_or_else(|| damaged("a key without value"))?;
                tags.push((self.string(key)?, self.string(value)?));
            }
            take(id, self.place(lon, lat), tags);
        }
        Ok(())
    }

    /// Every way.
    pub fn ways(&self, take: &mut WayTaker) -> Result<()> {
        self.within(3, &mut |bytes| {
            let (mut id, mut keys, mut values, mut nodes) = (0, Vec::new(), Vec::new(), Vec::new());
            Message(bytes).each(|number, field| {
                match (number, field) {
                    (1, Field::Number(n)) => id = n as i64,
                    (2, Field::Bytes(b)) => keys = Message(b).numbers()?,
                    (3, Field::Bytes(b)) => values = Message(b).numbers()?,
                    (8, Field::Bytes(b)) => nodes = Message(b).deltas()?,
                    _ => {}
                }
                Ok(())
            })?;
            take(id, self.tags(&keys, &values)?, nodes);
            Ok(())
        })
    }

    /// Every relation.
    pub fn relations(&self, take: &mut RelationTaker) -> Result<()> {
        self.within(4, &mut |bytes| {
            let (mut id, mut keys, mut values) = (0, Vec::new(), Vec::new());
            let (mut roles, mut ids, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
            Message(bytes).each(|number, field| {
                match (number, field) {
                    (1, Field::Number(n)) => id = n as i64,
                    (2, Field::Bytes(b)) => keys = Message(b).numbers()?,
                    (3, Field::Bytes(b)) => values = Message(b).numbers()?,
                    (8, Field::Bytes(b)) => roles = Message(b).numbers()?,
                    (9, Field::Bytes(b)) => ids = Message(b).deltas()?,
                    (10, Field::Bytes(b)) => kinds = Message(b).numbers()?,
                    _ => {}
                }
                Ok(())
            })?;
            let members: Result<Vec<Member>> = ids
                .into_iter()
                .zip(roles)
                .zip(kinds)
                .map(|((id, role), kind)| Ok(Member { id, way: kind == 1, inner: self.string(role)? == "inner" }))
                .collect();
            take(id, self.tags(&keys, &values)?, members?);
            Ok(())
        })
    }
}
