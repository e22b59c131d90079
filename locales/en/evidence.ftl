# Evidence of a chat: a download for both parties, and a check by anybody.

evidence-title = Check evidence
evidence-intro = Upload an evidence file that was downloaded from the page of an order. The site checks whether it is still exactly what was downloaded. Your file is not stored.
evidence-file = Evidence file
evidence-file-hint = A JSON file of at most { $most } MB.
evidence-no-file = Choose the evidence file first.
evidence-too-large = An evidence file has at most { $most } MB.
evidence-verify = Check
evidence-own-key = Fingerprint of this site's key:
evidence-download = Download evidence
evidence-download-hint = The whole chat and what was agreed in this order, signed. Anybody can check it at

## The result
evidence-whole = Whole.
evidence-whole-text = It is exactly what was downloaded, signed by the key of { $site }.
evidence-stranger = Not this site's signature.
evidence-stranger-text = This file is signed by another key in the name of { $site }. Anybody could have made it; this site does not vouch for it.
evidence-changed = Not whole.
evidence-facts = What it holds
evidence-fact-about = About
evidence-fact-people = People
evidence-fact-messages = Messages
evidence-fact-count = { $n } messages, { $gone } of them deleted before the download
evidence-fact-time = Written
evidence-fact-exported = Downloaded
evidence-fact-key = Key fingerprint

## The first row that was changed
evidence-row-bundle = The file
evidence-row-message = Message number { $n }
evidence-row-offer = The record of an offer
evidence-row-move = The record of a move
evidence-row-deal = The record of order { $code }
evidence-why-not-a-bundle = this is no evidence file, or of a version that is not known.
evidence-why-other-key = signed by another key.
evidence-why-malformed = it cannot be read.
evidence-why-missing = it is not in this file any more.
evidence-why-misplaced = another message stands in its place; the order was changed.
evidence-why-text = its text was changed.
evidence-why-taken-out = its text was taken out after the download.
evidence-why-put-back = its text was deleted before the download and was put in again.
evidence-why-stored = it had been changed in the site's storage before the download.
evidence-why-linked = it was changed, or a message before it was left out or put in.
evidence-why-seal = it contradicts the daily seal.
evidence-why-offer = the message and the record of its offer contradict each other.
evidence-why-added = it was added at the end after the download.
evidence-why-row = it was changed.
evidence-why-signature = the signature does not hold: a name, a number or a record was changed.
evidence-why-foreign = it holds something that this site did not write.
