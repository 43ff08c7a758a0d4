use super::super::geojson;
use super::*;
use proptest::prelude::*;

fn number(text: &str) -> Option<f64> {
    let mut walk = Walk::over(text.as_bytes());
    let number = walk.number()?;
    walk.end().map(|()| number)
}

#[test]
fn numbers_are_those_of_json_and_no_others() {
    for text in
        ["0", "-0", "103.0123456", "-21.5", "1e2", "1E-7", "12345678901234567890.5", "9007199254740993", "0.1e+1"]
    {
        assert_eq!(number(text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
    }
    for text in ["", "-", "01", "1.", ".5", "+1", "1e", "1e+", "1e999", "NaN", "0x1", "1_0", "-01.5", "1.2.3"] {
        assert_eq!(number(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn numbers_are_those_of_the_standard_library(
        whole in "0|[1-9][0-9]{0,20}", decimals in "[0-9]{0,20}", minus: bool, after in "[ ,\\]e/:\u{b2}ế]{0,9}",
    ) {
        let point = if decimals.is_empty() { "" } else { "." };
        let text = format!("{}{whole}{point}{decimals}", if minus { "-" } else { "" });
        let followed = format!("{text}{after}");
        let mut walk = Walk::over(followed.as_bytes());
        let number = walk.number();
        // An exponent without digits makes it no number.
        let expected = (!after.starts_with('e')).then(|| text.parse::<f64>().unwrap().to_bits());
        prop_assert_eq!(number.map(f64::to_bits), expected);
        prop_assert!(number.is_none() || walk.at == text.len());
    }
}

#[test]
fn what_programs_write_is_known() {
    let usual = "{\n\"type\": \"FeatureCollection\",\n\"name\": \"a\",\n\"features\": [\n{ \"type\": \"Feature\", \
                 \"properties\": { \"n\": \"a \\\"}\" }, \"geometry\": { \"coordinates\": [ [ [ 1.0, 2.0 ], [ 3.0, 2.0 ], \
                 [ 3.0, 4.0 ], [ 1.0, 2.0 ] ] ], \"type\": \"Polygon\" } },\n{\"type\":\"Feature\",\"geometry\":null}\n]\n}\n";
    let (features, crs) = split(usual).unwrap();
    assert!(features.len() == 2 && crs.is_none());
    assert!(features.into_iter().all(|text| feature(text.as_bytes()).is_some()));
    for (_, layer) in super::super::embedded_files().iter().filter(|(name, _)| name.ends_with(".geojson")) {
        assert!(split(layer).unwrap().0.into_iter().all(|text| feature(text.as_bytes()).is_some()));
    }
}

#[test]
fn what_is_not_utf_8_is_not_known() {
    let text = "{\"type\":\"Feature\", \"id\":\"ế\",\"bbox\":[1,{\"a\":\"ế\"}],\"properties\":{\"name\":\"Điện\",\"n\":[1.5,\"\\\"\"]},\
                \"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1.25,2,0],[3,-4e2]]}}";
    assert!(feature(text.as_bytes()).is_some());
    for at in 0..=text.len() {
        for wrong in [&b"\xff"[..], b"\x80", b"\xc3", b"\xed\xa0\x80"] {
            let bytes = [&text.as_bytes()[..at], wrong, &text.as_bytes()[at..]].concat();
            assert!(feature(&bytes).is_none(), "{at} {wrong:?}");
        }
    }
}

/// Pieces of GeoJSON, sound and not, put together at random.
fn pieces() -> impl Strategy<Value = String> {
    let words = vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\n",
        "\"",
        "\\\"",
        "\"type\":\"Feature\"",
        "\"geometry\":",
        "null",
        "\"properties\":{\"a\":1,\"b\":\"{\"}",
        "\"id\":7",
        "\"coordinates\":[103.5,21.25]",
        "\"type\":\"Point\"",
        "[[103,21],[103.5,21,0],[104,22,3.5]]",
        "-1.5e2",
        "01",
        "\"\\u00e9\"",
        "\u{7f}",
        "\u{1}",
        "\"crs\":null",
        "\"type\":\"FeatureCollection\"",
        "\"features\":[",
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}",
        "{\"type\":\"Feature\",\"id\":\"x\",\"properties\":{\"n\":\"\\\"}{\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}}",
    ];
    prop::collection::vec(prop::sample::select(words), 0..12).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn it_knows_nothing_that_the_careful_reader_refuses_or_reads_otherwise(
        inner in pieces(), members in pieces(), bare in any::<bool>(),
    ) {
        let feature = format!("{{\"type\":\"Feature\",{inner}}}");
        let list = if bare { inner } else { feature };
        let text = format!("{{\"type\":\"FeatureCollection\",{members}\"features\":[{list}]}}");
        let quick = geojson::read_quick(text.as_bytes());
        let careful = geojson::read_careful(text.as_bytes());
        match (quick, careful) {
            (None, _) => (),
            (Some(quick), careful) => {
                let careful = careful.map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
                prop_assert_eq!(format!("{quick:?}"), format!("{careful:?}"), "{}", text);
            }
        }
    }

    #[test]
    fn numbers_as_programs_write_them_are_read_to_the_last_bit(x in -180.0..180.0f64, decimals in 0usize..18) {
        for text in [format!("{x:.decimals$}"), format!("{x}"), format!("{x:e}")] {
            prop_assert_eq!(number(&text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{}", text);
        }
    }

    #[test]
    fn positions_as_programs_write_them_are_read_to_the_last_bit(
        numbers in prop::collection::vec((-200.0..200.0f64, 0usize..11), 2..4), spaces in prop::array::uniform4("|| {0,2}"), more: bool,
    ) {
        let words: Vec<String> = numbers.iter().map(|(x, decimals)| format!("{x:.decimals$}")).collect();
        let [first, before, behind, last] = spaces;
        let text = format!("{first}[{before}{}{last}]{}", words.join(&format!("{behind},{before}")), if more { ",[1,2]]}" } else { "" });
        let mut walk = Walk::over(text.as_bytes());
        let read = walk.position().map(|place| [place.x.to_bits(), place.y.to_bits()]);
        let expected = [0, 1].map(|i| words[i].parse::<f64>().unwrap().to_bits());
        prop_assert_eq!(read, Some(expected), "{}", text);
        prop_assert!(more || walk.end().is_some());
        prop_assert_eq!(walk.heights, words.get(2).is_some_and(|word| word.parse::<f64>() != Ok(0.0)));
    }
}
