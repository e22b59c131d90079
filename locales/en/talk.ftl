# Chat, offers and the live connection.

## Inbox
chat-title = Chat
chat-tab-all = All
chat-tab-buying = Buying
chat-tab-selling = Selling
chat-tabs-label = Filter chats
chat-unread-word = unread
chat-you-said = You: { $text }
chat-now = just now
chat-empty-title = No chats yet
chat-empty-text = Open something you like and say hello to its owner. Your offers show up here too.
chat-empty-action = Find something
chat-empty-buying-title = You have not made an offer yet
chat-empty-buying-text = Open something you like, then press Offer or Chat.
chat-empty-selling-title = No buyer has written yet
chat-empty-selling-text = List your things with clear photos, chats from buyers show up here.
chat-empty-selling-action = Sell something
chat-badge-your-turn = Your turn
chat-badge-waiting = Waiting
chat-badge-agreed = Agreed
chat-badge-free = Free
chat-badge-closed = Closed

## Chat room
chat-room-title = Chat with { $name }
chat-back = Back to your chats
chat-log = Conversation with { $name }
chat-asking = Asking
chat-to-listing = See the item: { $title }
chat-online = Online
chat-seen = Online { $ago }
chat-typing = typing…
chat-older = Load older messages
chat-older-loading = Loading messages…
chat-older-failed = Older messages could not be loaded. Try again.
chat-start = This is where your conversation begins. Say hello, ask what is unclear, then make an offer.
chat-start-seller = This is where your conversation begins. A quick reply keeps buyers around.
chat-today = Today
chat-yesterday = Yesterday
chat-photo-alt = Photo from { $name }
chat-sending = sending
chat-waiting = waiting for a connection
chat-sent = sent
chat-read = read
chat-failed = Not sent.
chat-retry = Send again
chat-discard = Discard
chat-new = { $n ->
    [one] { $n } new message
   *[other] { $n } new messages
}
chat-write = Write a message
chat-send = Send message
chat-closed = This conversation is closed. You can still read it.
chat-quick-label = Quick messages
chat-quick-available = Is this still available?
chat-quick-meet = Where can we meet?
chat-quick-condition = Any flaws?
chat-quick-still = Yes, still available.
chat-quick-where = Where would you like to meet?
chat-quick-thanks = Thank you!
chat-listing-reserved = This item is reserved. You can still talk here.
chat-listing-sold = This item is sold. You can still talk here.
chat-listing-gone = This listing is no longer up. You can still talk here.

## Offers
chat-offer-mine = Your offer
chat-offer-theirs = Offer from { $name }
chat-offer-counter-mine = Your counter-offer
chat-offer-counter-theirs = Counter-offer from { $name }
chat-offer-ask-mine = You asked for this item
chat-offer-ask-theirs = { $name } asks for this item
chat-offer-agreed = Agreed
chat-offer-free = Free
chat-offer-state-turn = Your turn
chat-offer-state-pending = Waiting
chat-offer-state-countered = Countered
chat-offer-state-accepted = Accepted
chat-offer-state-declined = Declined
chat-offer-state-expired = Expired
chat-offer-state-withdrawn = Withdrawn
chat-offer-below = { $n }% below asking
chat-offer-above = { $n }% above asking
chat-offer-at-asking = at the asking price
chat-offer-left = Left
chat-offer-over = Time is up, this offer has expired.
chat-offer-accept = Accept { $amount }
chat-offer-accept-free = Give it to { $name }
chat-offer-counter = Counter
chat-offer-decline = Decline
chat-offer-withdraw = Withdraw offer
chat-offer-make = Make an offer
chat-offer-ask-free = Ask for this item
chat-offer-accept-hint = Accepting is a deal. You meet in person (COD), without payment protection.
chat-offer-see-deal = See the order
chat-offer-history = Offers so far
chat-offer-you = You
chat-gap-label = Distance between the offers
chat-gap-you = You
chat-gap-you-none = no offer yet
chat-gap-them-none = no reply yet
chat-gap-difference = difference
chat-gap-agreed = Agreed at { $amount }
chat-gap-agreed-free = Agreed, for free
chat-gap-agreed-hint = Meeting in person (COD), without payment protection
chat-side-if-agreed = If you agree
chat-side-agreed = What was agreed
chat-side-price = Price
chat-side-how = Hand-over
chat-side-how-cod = Meeting in person (COD)
chat-side-protection = Payment protection
chat-side-protection-none = None
chat-side-warning = Do not transfer money before you have seen the item. A photo of a transfer receipt changes nothing here.
chat-side-about = About this item

## Shown by the browser
chat-offer-offline = You are not connected, so this offer was not sent. Try again once you are back online.
chat-offer-no-answer = The server has not answered yet. Check the current state before you try again.
chat-offer-broken = That did not work. Reload this page and try again.
connection-lost = Connection lost, trying again…
connection-offline = You are offline. Your messages are kept and sent once you are back.
connection-back = Connected again
connection-polling = A live connection could not be opened. Checking for messages every 3 seconds.
connection-banned = This account is suspended, so live chat is off.
connection-too-many = tawar is open in too many tabs. Close one of them, then reload this page.
connection-reload = Reload
connection-open = Open
clock-days = { $d ->
    [one] { $d } day
   *[other] { $d } days
} { $h } h
clock-left-hour = One hour left for this offer.
clock-left-ten = Ten minutes left for this offer.
