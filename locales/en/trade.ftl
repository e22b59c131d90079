# Orders: what has been agreed.

deal-title = Order { $code }
deal-list-title = Orders
deal-list-older = Older
deal-list-buying = Buying
    .moneyless = My proposals
deal-list-selling = Selling
    .moneyless = My items
deal-list-label = Filter orders
deal-list-empty-title = No orders yet
deal-list-empty-buyer = Make an offer on something you like. Once agreed, the order shows up here.
    .moneyless = Propose a swap for something you like. Once agreed, the order shows up here.
deal-list-empty-seller = Once an offer on your item is accepted, the order shows up here.
deal-list-empty-buyer-action = Find something
deal-list-empty-seller-action = Post an item
deal-with = Deal with { $name }
deal-asked-with = Agreed through { $name }'s assistant
deal-asked-from = @tawar agreed with { $name }
deal-free-with = For free, with { $name }
deal-made = made { $moment }
deal-from = from { $name }
deal-to = to { $name }
deal-free = Free

## States
deal-status-pending = Waiting for the seller
deal-status-deal = Agreed
deal-status-shipped = Shipped
deal-status-delivered = Delivered
deal-status-completed = Completed
deal-status-cancelled = Cancelled
deal-status-disputed = In dispute

## What to do
deal-next-pending-buyer = Waiting for { $name }
deal-next-pending-buyer-text = The seller's assistant agreed. Unless the seller undoes it by then, the deal holds. While you wait, your offer binds.
deal-next-pending-seller = A deal with { $name }?
deal-next-pending-seller-text = @tawar agreed for you. Undo it by then if you do not want it; otherwise the deal holds.
deal-next-deal = Arrange to meet { $name }
deal-next-deal-text = Agree on a place and time in the chat. Pay when you meet, after checking the item.
deal-next-send = Arrange the shipping with { $name }
deal-next-send-text = Agree on address, cost and time in the chat. Keep the tracking number there.
deal-next-deal-seller-text = Agree on place and time in the chat. You get the money when you meet, after the item was checked.
deal-next-deal-free-text = Agree on a place and time in the chat, then pick the item up.
deal-next-deal-give-text = Agree on place and time in the chat, then hand the item over.
deal-next-completed = Done, thank you!
deal-next-completed-text = The item has changed hands.
deal-next-cancelled = This order was cancelled
deal-next-cancelled-text = The item may be offered again.
deal-deadline-by = By { $moment }
deal-deadline-left = left
deal-deadline-over = Time is up.
deal-arrange = Arrange it in the chat
deal-open-chat = Open the chat
deal-cod-title = Meeting in person (COD), without payment protection.
    .moneyless = Meeting in person.
deal-cod-text = Do not transfer in advance. Meet in a busy place, check the item, then pay.
    .moneyless = Meet in a busy place and check the things before you swap.
deal-send-title = Shipped, without payment protection.
deal-send-text = Ask for new photos and a video, make sure who you deal with, and keep all proofs before money or goods move.
deal-cod-seller-text = Meet in a busy place. Hand the item over once you have the money: a photo of a transfer receipt proves nothing.
deal-cod-free-text = There is nothing to pay. If someone asks for a fee or a deposit, do not give it.

## Terms
deal-terms = What was agreed
deal-terms-hint = Copied when you agreed. Later changes to the listing do not change it.
deal-terms-asking = Asking price
deal-terms-how = Hand-over
deal-terms-description = Description
deal-terms-photos = Photos at the time
deal-terms-photo = Photo { $n }
deal-see-listing = See the listing
deal-journey = Progress
deal-step-now = now
deal-step-pending = Agreed by the assistant
deal-step-pending-hint = The seller may still undo it
deal-step-deal = Agreed
deal-step-deal-hint = The terms are fixed
deal-step-meet = Meeting
deal-step-meet-hint = Arrange place and time in the chat
deal-step-completed = Completed
deal-step-completed-hint = The item has changed hands
deal-step-cancelled = Cancelled
deal-step-cancelled-hint = Nothing changed about the item

## Cancel
deal-cancel = Cancel this order
deal-cancel-title = Cancel this order?
deal-cancel-text = The item is available to others again. This cannot be undone.
deal-cancel-reason = Reason
deal-cancel-reason-hint = { $name } will see it.
deal-cancel-confirm = Yes, cancel it
deal-terms-worth = worth { $n }
deal-barter = Barter
deal-barter-with = Barter with { $name }
deal-barter-take = What you get
deal-barter-give = What you give
deal-barter-cash-mine = You add { $amount }
deal-barter-cash-theirs = { $name } adds { $amount }
deal-next-deal-barter-text = Agree on a place and a time in the chat. Look at the things first, then swap.
