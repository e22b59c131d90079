//! The binary: everything is in the library, so that tests see it too.
fn main() {}
