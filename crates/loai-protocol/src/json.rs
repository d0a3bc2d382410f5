//! Reading leniently and writing by hand: the little JSON that the wire needs.

pub(crate) mod read;
pub(crate) mod scan;
pub(crate) mod write;
