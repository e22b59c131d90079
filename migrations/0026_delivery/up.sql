-- How the listing is handed over: wished for with an offer, fixed with the deal. Deals until now were meetings.
alter table offers add column method text check (method in ('cod', 'kirim', 'gosend'));
alter table deals add column method text not null default 'cod' check (method in ('cod', 'kirim', 'gosend'));
