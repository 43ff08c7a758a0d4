//! Where a result came from, as an RO-Crate 1.1 metadata file beside it.

use super::document::Document;
use serde_json::{Value, json};

/// The metadata of a result: its inputs with SHA-256, licence and publisher, its parameters, and the software.
///
/// `file` is the name of the result, `sha256` that of its bytes. No date stands in it: the same inputs give the same bytes.
pub fn ro_crate(document: &Document, file: &str, format: &str, sha256: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let software = format!("#corridor-{version}");
    let mut graph: Vec<Value> = Vec::new();
    let mut inputs: Vec<Value> = Vec::new();
    for source in &document.sources {
        let id = format!("#input/{}", source.file);
        inputs.push(json!({"@id": id}));
        graph.push(json!({
            "@id": id,
            "@type": "File",
            "name": source.file,
            "description": source.title,
            "additionalType": source.role,
            "sha256": source.sha256,
            "creator": source.publisher,
            "temporal": source.date,
            "license": source.licence,
            "creditText": source.credit,
        }));
    }
    let mut parameters: Vec<Value> = Vec::new();
    let mut command = String::new();
    if let Some(recipe) = &document.recipe {
        command = format!("corridor {}", recipe.command.join(" "));
        let toml = ("study.toml SHA-256".to_string(), recipe.study_sha256.clone());
        let vintage = ("vintage of communes".to_string(), recipe.vintage.clone());
        for (name, value) in recipe.parameters.iter().cloned().chain([vintage, toml]) {
            let id = format!("#parameter/{}", name.replace(' ', "-"));
            parameters.push(json!({"@id": id}));
            graph.push(json!({"@id": id, "@type": "PropertyValue", "name": name, "value": value}));
        }
    }
    let objects: Vec<Value> = inputs.iter().chain(&parameters).cloned().collect();
    let credits = document.credits.join("; ");
    let head = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": document.title,
            "description": document.notes.join(" "),
            "license": "see each input; derived data keep the licence of what they are made from",
            "creditText": credits,
            "hasPart": [{"@id": file}],
            "mentions": [{"@id": "#run"}],
        }),
        json!({"@id": file, "@type": "File", "name": document.title, "encodingFormat": format, "sha256": sha256}),
        json!({
            "@id": "#run",
            "@type": "CreateAction",
            "name": command,
            "instrument": {"@id": software},
            "object": objects,
            "result": [{"@id": file}],
        }),
        json!({"@id": software, "@type": "SoftwareApplication", "name": "corridor", "softwareVersion": version}),
    ];
    let all: Vec<Value> = head.into_iter().chain(graph).collect();
    let lines: Vec<String> = all.iter().map(Value::to_string).collect();
    format!("{{\"@context\": \"https://w3id.org/ro/crate/1.1/context\",\n\"@graph\": [\n{}\n]}}\n", lines.join(",\n"))
}
