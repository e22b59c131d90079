//! Care: accountability between people who do not know each other. Today only the evidence of what they wrote and agreed.

pub mod evidence;
