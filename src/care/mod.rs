//! Care: what keeps trade between strangers accountable. Today the evidence of what was written and agreed.

pub mod evidence;
