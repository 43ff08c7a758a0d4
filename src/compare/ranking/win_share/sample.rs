//! How often does each alternative win when weights are drawn at random?

/// How many vectors are drawn unless the user says: within ±0.3 percentage points.
const SAMPLES: usize = 100_000;

/// How many products of a weight and a figure are made at most, unless the user says how many vectors to draw.
///
/// Ten alternatives or ten thousand should both answer within half a second; a smaller sample costs only width of the
/// interval, which is printed: at most ±0.6 percentage points for the 25,000 vectors that remain for 1,000
/// alternatives by 20 criteria. The error shrinks with the root of the effort, and nobody's choice between roads
/// hangs on half a point of a share of imagined weights.
const BUDGET: usize = 500_000_000;

/// The fewest vectors drawn: within ±1.4 percentage points.
const FEWEST: usize = 5_000;

/// How many alternatives are scored before it is asked whether the rest can win at all.
const BLOCK: usize = 64;

/// The number of vectors to draw: what was asked for, else what the budget allows.
pub(super) fn size(asked: Option<usize>, rows: &[&[f64]]) -> usize {
    let each = rows.len() * rows.first().map_or(0, |row| row.len());
    asked.unwrap_or(SAMPLES.min((BUDGET / each.max(1)).max(FEWEST))).max(1)
}

/// Alternatives next to one another, criterion by criterion, so that they are scored together.
struct Block {
    start: usize,
    size: usize,
    columns: Vec<f64>,
    /// The highest mean figure in this and all later blocks.
    mean: f64,
    /// The largest distance of figures from their mean in this and all later blocks.
    spread: f64,
}

/// How many of the drawn vectors each alternative wins. The alternatives come with the highest mean figure first.
///
/// # Method
/// Weights uniform on the simplex are the gaps between sorted uniform numbers, drawn by splitmix64 (Steele, Lea and
/// Flood 2014): no logarithm, so the same on every machine. A score is at most mean + |w − 1/n|·|x − mean| (Cauchy and
/// Schwarz), so alternatives whose mean is too low for a vector are passed over, and the result is the same.
pub(super) fn wins(rows: &[&[f64]], names: &[&str], samples: usize, seed: u64) -> Vec<usize> {
    let n = rows.first().map_or(0, |row| row.len());
    let blocks = blocks(rows, n);
    let mut random = SplitMix(seed);
    let mut wins = vec![0; rows.len()];
    let (mut cuts, mut weights) = (vec![0.0; n + 1], vec![0.0; n]);
    for _ in 0..samples {
        random.weights(&mut cuts, &mut weights);
        let even = 1.0 / n as f64;
        let skew = weights.iter().map(|w| (w - even) * (w - even)).sum::<f64>().sqrt();
        let mut best: Option<(f64, usize)> = None;
        for block in &blocks {
            if best.is_some_and(|(score, _)| block.mean + skew * block.spread < score - 1e-12) {
                break;
            }
            let mut scores = [0.0; BLOCK];
            for (w, column) in weights.iter().zip(block.columns.chunks_exact(BLOCK)) {
                scores.iter_mut().zip(column).for_each(|(score, x)| *score += w * x);
            }
            for (offset, &score) in scores[..block.size].iter().enumerate() {
                let i = block.start + offset;
                if best.is_none_or(|(most, j)| score > most || (score == most && names[i] < names[j])) {
                    best = Some((score, i));
                }
            }
        }
        if let Some((_, i)) = best {
            wins[i] += 1;
        }
    }
    wins
}

fn blocks(rows: &[&[f64]], n: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = rows
        .chunks(BLOCK)
        .enumerate()
        .map(|(at, chunk)| {
            let mut block =
                Block { start: at * BLOCK, size: chunk.len(), columns: vec![0.0; n * BLOCK], mean: 0.0, spread: 0.0 };
            for (offset, row) in chunk.iter().enumerate() {
                let mean = row.iter().sum::<f64>() / n as f64;
                let spread = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>().sqrt();
                block.mean = block.mean.max(mean);
                block.spread = block.spread.max(spread);
                row.iter().enumerate().for_each(|(k, x)| block.columns[k * BLOCK + offset] = *x);
            }
            block
        })
        .collect();
    let (mut mean, mut spread) = (0.0f64, 0.0f64);
    for block in blocks.iter_mut().rev() {
        (mean, spread) = (mean.max(block.mean), spread.max(block.spread));
        (block.mean, block.spread) = (mean, spread);
    }
    blocks
}

/// The interval that holds the true share with 95 % confidence (Wilson 1927, *J. Am. Stat. Assoc.* 22): unlike p ± 1.96 σ it
/// stays within 0 and 1 and means something for a share of 0.
pub(super) fn wilson(wins: usize, samples: usize) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, p) = (samples as f64, wins as f64 / samples as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    // At the ends the formula gives 0 and 1 but for rounding.
    let low = if wins == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if wins == samples { 1.0 } else { (middle + half).min(1.0) };
    (low, high)
}

struct SplitMix(u64);

impl SplitMix {
    /// Uniform in [0, 1).
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Weights uniform on the simplex.
    fn weights(&mut self, cuts: &mut [f64], weights: &mut [f64]) {
        let n = weights.len();
        cuts[0] = 0.0;
        cuts[n] = 1.0;
        for cut in &mut cuts[1..n] {
            *cut = self.unit();
        }
        cuts[1..n].sort_unstable_by(f64::total_cmp);
        for (weight, pair) in weights.iter_mut().zip(cuts.windows(2)) {
            *weight = pair[1] - pair[0];
        }
    }
}
