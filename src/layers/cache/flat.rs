//! The file of a layer: blocks of things one behind the other, little-endian, each block with its length and checksum, so that
//! every core reads its own. Nothing is believed: a length is held against the size of the file before room is made for it.
//!
//! ```text
//! mark (16) · name (64) · blocks (4) · length (8), things (4) and CRC-32 (4) of each block · CRC-32 of all this · the blocks
//! ```

use super::super::bytes::Bytes;
use super::Flat;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::sync::Arc;

const MARK: &[u8; 16] = b"corridor layer\n\0";
/// Mark, name and how many blocks there are.
const HEAD: usize = 16 + 64 + 4;
/// What is said of a block.
const ENTRY: usize = 8 + 4 + 4;
/// So many blocks give every core its share.
const BLOCKS: usize = 256;
/// So many of them are made before they are written.
const AT_ONCE: usize = 16;

/// Writes a layer of this name.
pub fn write<T: Flat>(out: &mut File, name: &str, items: &[T]) -> io::Result<()> {
    let block = |some: &[T]| {
        let mut bytes = Vec::new();
        some.iter().for_each(|item| item.write(&mut bytes));
        (some.len() as u32, crc32fast::hash(&bytes), bytes)
    };
    let each = items.len().div_ceil(BLOCKS).max(1);
    let count = items.len().div_ceil(each);
    let mut head = [&MARK[..], name.as_bytes(), &(count as u32).to_le_bytes()].concat();
    // Until all is written there is no mark, and a few blocks are held at a time.
    out.write_all(&vec![0; HEAD + count * ENTRY + 4])?;
    for some in items.chunks(each * AT_ONCE) {
        let blocks: Vec<(u32, u32, Vec<u8>)> = some.par_chunks(each).map(block).collect();
        for (count, sum, bytes) in blocks {
            head.extend((bytes.len() as u64).to_le_bytes());
            head.extend(count.to_le_bytes());
            head.extend(sum.to_le_bytes());
            out.write_all(&bytes)?;
        }
    }
    head.extend(crc32fast::hash(&head).to_le_bytes());
    out.rewind()?;
    out.write_all(&head)
}

/// A block of a file: where it is, how long, how many things, and its checksum.
struct Block {
    at: u64,
    length: usize,
    count: u32,
    sum: u32,
}

/// Reads the layer of this name; nothing where the file is not there, cut, damaged or another's.
pub fn read<T: Flat>(path: &Path, name: &str) -> Option<Vec<T>> {
    let file = File::open(path).ok()?;
    let blocks = blocks(&file, name)?;
    let block = |block: &Block| -> Option<Vec<T>> {
        let mut bytes = vec![0; block.length];
        read_at(&file, &mut bytes, block.at).ok()?;
        (crc32fast::hash(&bytes) == block.sum).then_some(())?;
        let bytes = Arc::new(bytes);
        let mut from = Bytes::of(&bytes, "a kept layer");
        let count = from.count(block.count, T::LEAST).ok()?;
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(T::read(&mut from, &bytes)?);
        }
        (from.left() == 0).then_some(items)
    };
    let made: Vec<Vec<T>> = blocks.par_iter().map(block).collect::<Option<_>>()?;
    let mut all = Vec::with_capacity(made.iter().map(Vec::len).sum());
    made.into_iter().for_each(|block| all.extend(block));
    T::in_order(&all).then_some(all)
}

/// The blocks of a file, if they fill it to its end.
fn blocks(file: &File, name: &str) -> Option<Vec<Block>> {
    let size = file.metadata().ok().filter(|about| about.is_file())?.len();
    let mut head = vec![0; HEAD];
    read_at(file, &mut head, 0).ok()?;
    let mut from = Bytes::of(&head, "a kept layer");
    (from.take(16).ok()? == MARK && from.take(64).ok()? == name.as_bytes()).then_some(())?;
    let count = from.u32_le().ok()? as usize;
    let length = HEAD + count.checked_mul(ENTRY)? + 4;
    (length as u64 <= size).then(|| head.resize(length, 0))?;
    read_at(file, &mut head[HEAD..], HEAD as u64).ok()?;
    let (said, sum) = head.split_last_chunk::<4>()?;
    (crc32fast::hash(said) == u32::from_le_bytes(*sum)).then_some(())?;
    let (mut from, mut at) = (Bytes::of(&said[HEAD..], "a kept layer"), length as u64);
    let mut blocks = Vec::with_capacity(count);
    for _ in 0..count {
        let (long, count, sum) = (from.u64_le().ok()?, from.u32_le().ok()?, from.u32_le().ok()?);
        let end = at.checked_add(long).filter(|end| *end <= size)?;
        blocks.push(Block { at, length: usize::try_from(long).ok()?, count, sum });
        at = end;
    }
    (at == size).then_some(blocks)
}

/// Fills a buffer from a place in a file, without moving in it: all cores read at once.
#[cfg(unix)]
pub fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

/// The same where a file is read on in one place only.
#[cfg(not(unix))]
pub fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    static READING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = READING.lock();
    let mut file = file;
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(buffer)
}
