### Packages of visits and gift certificates: offered, sold, used.
packages-title = Packages and certificates
packages-package = Package
packages-certificate = Gift certificate
packages-visits = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}
packages-until = until { $day }
packages-no-end = does not expire
packages-lasts = { $n ->
    [one] valid for { $n } day
   *[other] valid for { $n } days
}
packages-left-of = { $left } of { $all } left
packages-from-to = { $least } to { $most }
packages-all-services = any service

## Where it stands
packages-state = Status
packages-state-active = Valid
packages-state-used = Used up
packages-state-expired = Expired
packages-state-cancelled = Cancelled
packages-used-up = Nothing is left on it.
packages-expired = It has expired.
packages-cancelled = It is cancelled and can no longer be used.

## The master’s list
packages-open = Still to be used
packages-open-text = already paid for by clients
packages-find = Find by code
packages-code-hint = Like 7KDM-24XP-HHT9; spaces and small letters are fine
packages-which = Which
packages-which-all = All
packages-which-active = Valid
packages-which-over = Finished
packages-none-title = Nothing sold yet
packages-none-text = Packages and gift certificates that clients bought stand here, with what is left on each.
packages-none-of-client = No packages or certificates.
packages-name = Name
packages-balance = Balance
packages-term = Validity
packages-words = Message
packages-last-day = Last day
packages-last-day-hint = Leave it empty if it does not expire. An expired one comes back to life with a later day.
packages-see-page = See the page

## What is offered
packages-offers = For sale
packages-offers-text = What you sell: on an invoice, from a client’s card, and on your page.
packages-no-offers = Nothing for sale yet
packages-no-offers-text = Add a package of several visits or a gift certificate; then it can be sold.
packages-new-package = New package
packages-new-certificate = New gift certificate
packages-archived = No longer sold
packages-on-page = On your page
packages-archive = Stop selling
packages-unarchive = Sell again
packages-sold-stay = What was sold already stays as it was.
packages-visits-label = Visits
packages-price = Price of the package
packages-amounts = Amounts to choose from
packages-amounts-hint = Separated by semicolons: 30; 50; 100
packages-least = Other amounts from
packages-most = Other amounts up to
packages-limits-hint = Leave both empty if buyers only choose from the list.
packages-valid-days = Valid for, days
packages-valid-days-hint = From the day of payment; empty: it does not expire.
packages-services = Services
packages-services-hint = None ticked: any service.
packages-description = Description
packages-public = Sell on my page
packages-public-hint = Clients buy it there by themselves.
packages-amounts-needed = Enter amounts to choose from, or the limits of other ones.
packages-limits-turned = The upper limit is below the lower one.
packages-too-many-amounts = Enter at most { $max } amounts.
packages-worth-nothing = Enter an amount above zero.
packages-stale = Someone changed this meanwhile. Look through it and save again.
packages-offer-gone = A package or certificate on this invoice is no longer offered. Remove the line and add another one.
packages-whole-pieces = Packages and certificates are sold in whole pieces, at most 50 on a line.

## Selling
packages-sell = Sell
packages-sell-whom = To whom
packages-sell-text = A draft invoice is made. The code is issued and mailed as soon as the invoice is paid.
packages-sell-begin = Make the invoice
packages-choose-offer = Choose what is bought
packages-choose-amount = Choose an amount.
packages-amount-not-offered = This amount is not offered. Choose another one.
packages-certificate-amount = Amount of the certificate
packages-recipient = For whom
packages-recipient-hint = Printed on the certificate
packages-message = A few words to go with it
packages-line = { $name }, { $visits }
packages-line-certificate = Gift certificate “{ $name }”
packages-order-unpaid = Not paid in time

## One that was sold
packages-print = Print
packages-code = Code
packages-link = Link for the client
packages-link-hint = Whoever has the link or the code can use it.
packages-sold-for = Sold for
packages-buyer = Bought by
packages-more = More
packages-other-code = Replace the code
packages-other-code-text = The old code, link and printed sheet stop working.
packages-cancel = Cancel it
packages-cancel-text = { $left }: this is lost. Money that was paid is given back from the payment’s page.
packages-ledger = What happened
packages-return = Undo
packages-moved-issued = Sold
packages-moved-redeemed = Used
packages-moved-returned = Given back
packages-moved-burned = Kept: the visit did not take place
packages-moved-expired = Expired
packages-moved-revived = Made valid again
packages-moved-cancelled = Cancelled
packages-now-cancelled = It is cancelled.
packages-now-other-code = It has a new code.
packages-now-returned = It is back on the balance.
packages-attention-refunded = Its sale was taken back, but it had been used or part of the money stayed. Decide what to do with the rest.
packages-attention-lacking = A visit paid with it was restored, but not enough is left on it. Agree with the client how the visit is paid.

## Paying with it
packages-redeem = Pay with a package or certificate
packages-own = The client’s own
packages-redeem-amount = Amount
packages-redeem-amount-hint = Of a certificate; empty: as much as there is.
packages-redeem-button = Use it
packages-redeemed = Done. Left on it: { $left }.
packages-used = { $kind } ····{ $tail }: { $value }
packages-unknown-code = There is no such code. Check it letter by letter.
packages-choose-one = Enter a code.
packages-no-visit = This visit does not take place, so nothing is to be paid.
packages-not-open = This invoice takes no payment. Send it first, or check its status.
packages-not-for-packages = Packages and certificates cannot be bought with a certificate.
packages-other-currency = It is in another currency.
packages-not-for-this = It is not for this service.
packages-taxed-already = This invoice was issued with tax. A package’s visit was taxed when the package was sold, so it would be taxed twice: make the invoice void or credit it, and use the package before issuing the next one.
packages-invoice-is-out = The invoice for this visit is already out. Ask at the practice how to use your package.
packages-went-out-untaxed = The visit’s invoice was issued without tax on what the package paid for. Credit the invoice: then the visit goes back to the package by itself.
packages-too-little = There is not so much left on it.
packages-have-code = I have a package or certificate code
packages-use-for-visit = Pay with “{ $name }” ({ $left } left)
packages-to-it = See what you bought
packages-will-pay = “{ $name }” pays { $sum } of this visit.

## The practice’s page
packages-shop = Gift certificates and packages
packages-shop-text = Paid for now, used at any visit. The code comes by e-mail as soon as the money has arrived.
packages-not-sold-now = Nothing is sold here at the moment. Ask at the practice.
packages-amount = Amount
packages-other-amount = Another amount
packages-email-hint = The code goes there.
packages-email-needed = Enter an e-mail, like name@example.com: the code goes there.
packages-as-gift = It is a gift
packages-order-text = You pay { $practice } on the next page. The certificate is yours once the payment is confirmed.
packages-order-button = On to payment

## Its own page and paper
packages-gone = This link leads to nothing
packages-gone-text = The address is incomplete, or the code was replaced. Ask whoever sent you the link.
packages-holder-text = Use it when you book, or show the code at { $practice }.
packages-book = Book with it
packages-sheet-certificate = Gift certificate
packages-sheet-package = Package of visits
packages-sheet-for = For { $name }
packages-sheet-qr = Code that leads to the certificate’s page

## The books
invoices-prepaid = Paid ahead
invoices-packaged = Of it taxed when the package was sold
invoices-untaxed = Not taxed
invoices-legal-certificate = Tax on what a gift certificate pays for is charged when it is used.
packages-books = “Paid ahead” is what packages and certificates paid for. Their money was counted in the month in which they were sold, so “Remains” leaves it out here. A package is taxed when it is sold, a certificate when it is used.

## Mails
mail-certificate-subject = Your gift certificate from { $who }
mail-certificate-title = Thank you, { $name }!
mail-certificate-lead = The payment has arrived. Here is the gift certificate from { $who }: print it, or pass the link on.
mail-package-subject = Your package from { $who }
mail-package-title = Thank you, { $name }!
mail-package-lead = The payment has arrived. Here is your package from { $who }: enter the code when you book, or show it at the visit.
mail-package-ending-subject = It expires soon: { $who }
mail-package-ending-title = Hello, { $name }
mail-package-ending-lead = Something is left on what you bought from { $who }, and it expires soon.
mail-package-action = Open and print
mail-package-note = Whoever has the code or the link can use it: keep it like money.

## The log
audit-package-offer-changed = What is sold ahead was changed
audit-package-issued = A package or certificate was issued
audit-package-redeemed = A package or certificate was used
audit-package-returned = A use of a package or certificate was given back
audit-package-burned = A use was kept: the visit did not take place
audit-package-expired = A package or certificate expired
audit-package-cancelled = A package or certificate was cancelled
audit-package-changed = A package or certificate was changed

## The demo
packages-demo-package = Five visits
packages-demo-package-text = Any treatment, five times; one visit costs less than alone.
packages-demo-certificate = Gift certificate
packages-demo-certificate-text = For any treatment and any occasion.
packages-demo-recipient = Elena
packages-demo-message = Happy birthday!
