//! Work that a command has queued. Knows no WebSocket.

use std::collections::VecDeque;

use bytestring::ByteString;
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use crate::base::error::AppResult;
use crate::base::ids::RoomId;

/// Steps of one queue run one after the other; the queues run concurrently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Queue {
    /// Joining, leaving, posting and deleting: the messages of one socket keep their order.
    Messages,
    /// Moves of negotiations.
    Moves,
    /// Read marks.
    ReadMarks,
}

/// Work of one command. Its error is sent to the socket with the command's id and room.
pub(super) struct Step {
    pub id: Option<Uuid>,
    pub room: RoomId,
    pub work: LocalBoxFuture<'static, AppResult<()>>,
}

/// What the socket has to do at once for a command.
pub(super) enum Response {
    Nothing,
    Reply(ByteString),
    Enqueue(Queue, Step),
}

/// Steps that wait for the one before them. (The futures of an actor do not keep an order by themselves: when one ends,
/// the last takes its index and is polled before those in between.)
#[derive(Default)]
pub(super) struct StepQueue {
    waiting: VecDeque<Step>,
    running: bool,
}

impl StepQueue {
    pub fn is_idle(&self) -> bool {
        !self.running && self.waiting.is_empty()
    }

    pub fn push(&mut self, step: Step) {
        self.waiting.push_back(step);
    }

    /// The next step, unless one runs. The caller has to report its end with [`StepQueue::finish`].
    pub fn start_next(&mut self) -> Option<Step> {
        if self.running {
            return None;
        }
        let step = self.waiting.pop_front()?;
        self.running = true;
        Some(step)
    }

    pub fn finish(&mut self) {
        self.running = false;
    }
}

/// The queues of one socket.
#[derive(Default)]
pub(super) struct StepQueues {
    messages: StepQueue,
    moves: StepQueue,
    read_marks: StepQueue,
}

impl StepQueues {
    pub fn get(&mut self, queue: Queue) -> &mut StepQueue {
        match queue {
            Queue::Messages => &mut self.messages,
            Queue::Moves => &mut self.moves,
            Queue::ReadMarks => &mut self.read_marks,
        }
    }
}
