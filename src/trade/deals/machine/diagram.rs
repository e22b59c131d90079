//! The drawing of the machine in `docs/deal-machine.md` is what the machine does. `UPDATE_DOCS=1` writes it anew.

use super::state::{Outcome, Status};
use super::walk;

const HEAD: &str = "# Life of a deal

Drawn from the machine (`src/trade/deals/machine/`) by a test, which compares it: `UPDATE_DOCS=1 cargo test --lib deals::machine`
writes it anew. Boxes are statuses, rounded ends are outcomes; an edge names who does what. `system` acts at a deadline, or by
the report of a payment provider or a courier.

";

fn drawing() -> String {
    let mut text = String::from(HEAD);
    text.push_str("```mermaid\nstateDiagram-v2\n");
    for outcome in Outcome::ALL {
        text.push_str(&format!("    {outcome} --> [*]\n"));
    }
    text.push_str(&format!("    [*] --> {}\n    [*] --> {}\n", Status::Pending, Status::Agreed));
    for ((from, to), labels) in walk::edges() {
        let labels: Vec<String> = labels.into_iter().collect();
        text.push_str(&format!("    {from} --> {to}: {}\n", labels.join(", ")));
    }
    text.push_str("```\n");
    text
}

#[test]
fn the_drawing_in_the_docs_is_what_the_machine_does() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/deal-machine.md");
    let drawn = drawing();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == drawn,
        "docs/deal-machine.md: run UPDATE_DOCS=1 cargo test --lib deals::machine"
    );
}
