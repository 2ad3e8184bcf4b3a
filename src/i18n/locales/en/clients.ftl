### Clients: the list, a card, its form.

clients-count = { $n ->
    [0] Nobody yet
    [one] { $n } person
    [1001] More than 1,000 people
   *[other] { $n } people
}
clients-add = Add client
clients-search = Search clients
clients-search-hint = Name, phone, e-mail
clients-empty = No clients yet
clients-empty-text = Whoever books a visit is listed here by name, with what to mind and when they come. You can also add people by hand.
clients-none = Nobody found
clients-none-text = Nobody’s name, phone or e-mail has “{ $q }” in it.
clients-client = Client
clients-next = Next visit
clients-last = Last visit
clients-contact = Contact

client-all = All clients
client-new = New client
client-created = Client added
client-since = In your list since { $since }
client-next = Next visit
client-no-next = Nothing is booked.
client-past = Past visits
client-no-past = No visits yet.
client-older = Show older visits
client-when = { $day }, { $time }
client-visit = { $title }, { $length }, { $price }
client-contact = Contact
client-name = Name
client-phone = Phone
client-email = E-mail
client-language = Language
client-language-hint = Messages go out in it
client-allergies = Allergies
client-allergies-hint = Shown as an alert wherever the client is booked
client-note = Note
client-note-hint = Only you and your team see it
client-no-note = Nothing noted yet.
client-stale = Somebody changed this card meanwhile. What you typed is kept: saving again replaces their changes.
client-as-it-is = See it as it is now
client-double = { $name } has this phone or e-mail already.
client-double-open = Open that card
client-double-anyway = Add another person with the same contact
