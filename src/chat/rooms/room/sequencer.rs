//! Orders the publications of a room. Pure: announcements may arrive late, twice, in any order or not at all; every sequence
//! number is returned once, in order, and gaps are reported.

use std::collections::BTreeMap;

use crate::chat::live::Publication;

/// The sequence numbers of a room, as far as one actor knows them.
pub(super) struct Sequencer {
    /// Everything up to this sequence number was delivered.
    delivered: i64,
    /// Everything up to this sequence number is known to be committed.
    committed: i64,
    /// Committed, after a gap.
    ahead: BTreeMap<i64, Publication>,
}

impl Sequencer {
    pub fn at(seq: i64) -> Self {
        Self { delivered: seq, committed: seq, ahead: BTreeMap::new() }
    }

    pub fn delivered(&self) -> i64 {
        self.delivered
    }

    /// Adds publications; returns those that can be delivered now, in order.
    pub fn take(
        &mut self,
        publications: impl IntoIterator<Item = Publication>,
    ) -> Vec<Publication> {
        for publication in publications {
            if publication.seq > self.delivered {
                self.committed = self.committed.max(publication.seq);
                // The first one is kept: an announced publication may carry more events than one that was read.
                self.ahead.entry(publication.seq).or_insert(publication);
            }
        }
        let mut next = Vec::new();
        while let Some(publication) = self.ahead.remove(&(self.delivered + 1)) {
            self.delivered = publication.seq;
            next.push(publication);
        }
        next
    }

    /// Everything up to a sequence number is announced as committed; returns whether that was unknown.
    pub fn note_committed(&mut self, seq: i64) -> bool {
        let is_new = seq > self.committed;
        self.committed = self.committed.max(seq);
        is_new
    }

    /// Postgres has nothing after the last delivered message: the announcement was wrong. Publications ahead stay stored.
    pub fn nothing_committed(&mut self) {
        self.committed = self.ahead.last_key_value().map_or(self.delivered, |(seq, _)| *seq);
    }

    /// The sequence number after which messages are missing; `None` without a gap.
    pub fn gap(&self) -> Option<i64> {
        (self.delivered < self.committed).then_some(self.delivered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn publication(seq: i64) -> Publication {
        Publication { seq, frames: vec![format!("{seq}").into()] }
    }

    /// What a room receives: publications, the announcement of a sequence number, or a read of missing messages.
    #[derive(Debug, Clone)]
    enum Input {
        Announced(Vec<i64>),
        RoomAdvanced(i64),
        Read(usize),
    }

    fn input(last: i64) -> impl Strategy<Value = Input> {
        prop_oneof![
            prop::collection::vec(1..=last, 1..6).prop_map(Input::Announced),
            (1..=last).prop_map(Input::RoomAdvanced),
            (1..20_usize).prop_map(Input::Read),
        ]
    }

    proptest! {
        #[test]
        fn every_message_is_delivered_once_and_in_order_whatever_is_lost_doubled_or_reordered(
            start in 0..5_i64,
            inputs in (10..60_i64).prop_flat_map(|last| (Just(last), prop::collection::vec(input(last), 0..80))),
        ) {
            let (last, inputs) = inputs;
            let mut sequencer = Sequencer::at(start);
            let mut delivered: Vec<i64> = Vec::new();
            let read = |sequencer: &mut Sequencer, most: usize| {
                let Some(after) = sequencer.gap() else { return Vec::new() };
                sequencer.take((after + 1..=last).take(most).map(publication))
            };
            for input in inputs {
                let next = match input {
                    Input::Announced(seqs) => sequencer.take(seqs.into_iter().map(publication)),
                    Input::RoomAdvanced(seq) => {
                        sequencer.note_committed(seq);
                        Vec::new()
                    }
                    Input::Read(most) => read(&mut sequencer, most),
                };
                delivered.extend(next.iter().map(|publication| publication.seq));
            }
            // The periodic poll of Postgres, after which missing messages are read until there is no gap.
            sequencer.note_committed(last);
            while sequencer.gap().is_some() {
                delivered.extend(read(&mut sequencer, 7).iter().map(|publication| publication.seq));
            }
            prop_assert_eq!(delivered, (start + 1..=last).collect::<Vec<_>>());
            prop_assert!(sequencer.ahead.is_empty(), "nothing stays stored");
        }
    }
}
