//! The statement that inserts messages and updates their rooms.

use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};

use super::super::chain::HASH;
use super::super::model::Room;
use super::draft::Draft;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{MessageId, OfferId, PhotoId, RoomId, UserId};

/// The rows to insert, by column, so that the statement is the same for any number of rows.
#[derive(Default)]
pub(super) struct Columns<'a> {
    room: Vec<RoomId>,
    seq: Vec<i64>,
    id: Vec<MessageId>,
    sender: Vec<Option<UserId>>,
    kind: Vec<&'static str>,
    body: Vec<&'a [u8]>,
    key: Vec<i16>,
    offer: Vec<Option<OfferId>>,
    photo: Vec<Option<PhotoId>>,
    about: Vec<Option<i64>>,
    digest: Vec<&'a [u8]>,
    chain: Vec<[u8; HASH]>,
    contact: Vec<i16>,
}

impl<'a> Columns<'a> {
    pub fn with_capacity(n: usize) -> Self {
        Self {
            room: Vec::with_capacity(n),
            seq: Vec::with_capacity(n),
            id: Vec::with_capacity(n),
            body: Vec::with_capacity(n),
            ..Self::default()
        }
    }

    pub fn push(&mut self, room: RoomId, seq: i64, draft: &'a Draft, link: [u8; HASH]) {
        self.room.push(room);
        self.seq.push(seq);
        self.id.push(draft.new.id);
        self.sender.push(draft.new.sender);
        self.kind.push(draft.new.kind.word());
        self.body.push(&draft.body);
        self.key.push(draft.key);
        self.offer.push(draft.new.offer);
        self.photo.push(draft.new.photo.as_ref().map(|photo| photo.id));
        self.about.push(draft.new.about);
        self.digest.push(&draft.digest);
        self.chain.push(link);
        self.contact.push(draft.contact);
    }

    /// Inserts the messages and updates the rooms with one statement.
    pub fn write(self, conn: &mut Conn, rooms: &[&Room], now: Timestamp) -> AppResult<()> {
        if rooms.is_empty() {
            return Ok(());
        }
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        let last: Vec<i64> = rooms.iter().map(|room| room.last_seq).collect();
        let buyer: Vec<i64> = rooms.iter().map(|room| room.buyer_read).collect();
        let seller: Vec<i64> = rooms.iter().map(|room| room.seller_read).collect();
        let heads: Vec<&[u8]> = rooms.iter().map(|room| room.chain.as_slice()).collect();
        diesel::sql_query(
            "with appended as (\
               insert into messages (room_id, seq, id, sender_id, kind, body, key_id, offer_id, photo_id, about, digest, chain, contact, at) \
               select m.*, $14 from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) m) \
             update rooms set last_seq = r.last, last_at = $14, buyer_read = r.buyer, seller_read = r.seller, chain = r.chain \
             from unnest($15, $16, $17, $18, $19) r(id, last, buyer, seller, chain) where rooms.id = r.id",
        )
        .bind::<Array<SqlUuid>, _>(&self.room)
        .bind::<Array<BigInt>, _>(&self.seq)
        .bind::<Array<SqlUuid>, _>(&self.id)
        .bind::<Array<Nullable<SqlUuid>>, _>(&self.sender)
        .bind::<Array<Text>, _>(&self.kind)
        .bind::<Array<Binary>, _>(&self.body)
        .bind::<Array<SmallInt>, _>(&self.key)
        .bind::<Array<Nullable<SqlUuid>>, _>(&self.offer)
        .bind::<Array<Nullable<SqlUuid>>, _>(&self.photo)
        .bind::<Array<Nullable<BigInt>>, _>(&self.about)
        .bind::<Array<Binary>, _>(&self.digest)
        .bind::<Array<Binary>, _>(&self.chain)
        .bind::<Array<SmallInt>, _>(&self.contact)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<SqlUuid>, _>(&ids)
        .bind::<Array<BigInt>, _>(&last)
        .bind::<Array<BigInt>, _>(&buyer)
        .bind::<Array<BigInt>, _>(&seller)
        .bind::<Array<Binary>, _>(&heads)
        .execute(conn)?;
        Ok(())
    }
}
