media-title = Photos
media-title-of = Photos of { $name }
media-back-to-card = Back to the card
media-back = Back to the photos
media-add = Add photos
media-camera = Camera
media-stage = Taken
media-before = Before
media-after = After
media-other = Other
media-alt = { $stage }, { $date }
media-document = Document
media-documents = Documents
media-choose = Photos or PDFs
media-pick = Choose photos
media-choose-hint = Several at once, up to 15 MB each. JPEG, PNG, WebP or PDF; HEIC where your browser can read it.
media-send = Add
media-none = No photos yet
media-none-text = Photos before and after stand here by visit, and nobody but your practice sees them.
media-save = Save file
media-older = Older photos
media-private = card only
media-about = About this file
media-file = File
media-pixels = Size
media-delete = Delete
media-deleted = Deleted. It can be restored for seven days.
media-deleted-title = Recently deleted
media-deleted-text = Gone for good seven days after they were deleted, or at once. Until then they take space.
media-purge = Delete for good
media-purged = Gone for good.
media-restore = Restore
media-restored = Restored.
media-there-again = The same photo was added again meanwhile.
media-picked-hint = Tick two photos to compare them, or any photos and documents to share them with the client.
media-compare = Compare
media-compare-title = Two photos
media-compare-of = Two photos of { $name }
media-compare-two = Tick two photos to compare them.
media-compare-slider = How much of the photo before is shown
media-compare-show = What is shown
media-compare-before = Before
media-compare-half = Half and half
media-compare-after = After
media-share = Share
media-share-for = Link works for
media-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
media-share-none = Tick what to share first.
media-shares = Shared with the client
media-share-row = { $n ->
    [one] { $n } file, until { $until }
   *[other] { $n } files, until { $until }
}
media-share-end = Withdraw
media-share-ended = The link shows nothing any more.
media-share-gone-title = This link has ended
media-share-gone-text = What it led to is not shown here any more. Ask for a new link.
media-link-title = Link for the client
media-link-text = Who has the link sees what you ticked and nothing else. It is shown only now; you can withdraw it on the photos page.
media-link = Link
media-copy = Copy link
media-copied = Link copied
media-open = Open
media-shared-title = Your photos and documents
media-shared-until = This link works until { $until }. Whoever has it sees what is here.
media-shared-none = There is nothing here.
media-camera-view = Camera
media-ghost = Last photo as a guide
media-shoot = Take photo
media-turn = Other camera
media-no-camera = The camera cannot be used here. Choose photos below, or allow the camera in your browser’s settings.
media-queue = Photos on their way
media-queue-waiting = Waiting
media-queue-sending = Sending
media-queue-making = Preparing
media-queue-done = Added
media-queue-there = Already on the card
media-queue-offline = No network. It goes on by itself.
media-queue-retry = Try again
media-queue-remove = Take off the list
media-queue-failed = Did not arrive. Try again.
media-queue-signed-out = Your sign-in has ended. Sign in again in another tab, then try again here.
media-queue-many = At most { $max } files at a time. Left out: { $n }. Choose them again when these are through.
media-queue-refused = Not taken
media-queue-retry-all = Try all again
media-queue-remove-all = Take all that failed off the list
media-queue-all = All photos are there.
media-added = { $n ->
    [one] { $n } file added.
   *[other] { $n } files added.
}
media-were-there = { $n ->
    [one] { $n } was on the card already.
   *[other] { $n } were on the card already.
}
media-not-taken = { $name }: { $why }
media-choose-first = Choose a photo first.
media-form-many = { $max } files at a time. Send the rest after these.
media-form-large = Too much at once. Send fewer photos at a time.
media-empty-file = The file is empty.
media-too-large = Larger than 15 MB. Choose a smaller picture.
media-too-many-pixels = More than 40 megapixels. Choose a smaller picture.
media-too-many = Too many files are on their way. Wait until some are there.
media-wrong-ending = The name does not fit what is in the file. Choose the original photo.
media-heic = This browser cannot read HEIC photos. Save it as JPEG, or set the camera to “Most compatible”.
media-video = Videos cannot be kept here. Choose a photo.
media-markup = This is a page or a drawing, not a photo. Choose a JPEG, PNG or WebP.
media-unknown = This is no photo or PDF. Choose a JPEG, PNG, WebP or PDF.
media-broken = The file is damaged or cut off. Choose the original.
media-broken-transfer = It arrived damaged. Send it again.
media-incomplete = Not all of it is here yet.
media-busy = Many photos are being prepared. It goes on in a moment.
media-limit = The space of your practice is used up. Delete photos for good, or ask for more space.
media-disk-full = There is no room on the server for now. Nothing was lost; try again later.
media-store-away = The photo store cannot be reached. Nothing was lost; try again in a minute.
media-storage = Photos and files
media-storage-sub = Space used
media-storage-used = { $used } of { $limit } used
media-storage-files = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
media-storage-text = Photos are kept in three sizes and in full, encrypted, and count with all of them. What you delete counts until it is gone for good, seven days later.
media-card = Before and after
media-all = All photos
media-megabytes = { $n } MB
media-gigabytes = { $n } GB
media-work = Work
media-work-alt = { $stage }: { $what }
media-portfolio = Photos on your page
media-portfolio-sub = What strangers see of your work
media-portfolio-text = These photos stand on your public page. Each is shown only while its client’s signed photo permission allows it, and is gone the moment the permission is withdrawn.
media-portfolio-none = No photos on your page yet
media-portfolio-none-text = Open a client’s photos, tick some and choose “Show on my page”. The client signs a photo permission first.
media-portfolio-order-text = They stand on your page in this order: pairs first, then single photos. Strangers see no names.
media-portfolio-up = Move the photos of { $name } up
media-portfolio-down = Move the photos of { $name } down
media-portfolio-ended = The photo permission has ended. These photos are not shown.
media-portfolio-pick = Tick the photos first.
media-portfolio-show = Show on my page
media-portfolio-take-off = Take off my page
media-portfolio-since = On your public page since { $date }.
media-portfolio-may = The client’s signed photo permission allows showing it on your public page.
media-portfolio-no-consent = To show photos on your page, the client first signs a photo permission that allows it.
media-portfolio-ask = Ask for the permission
media-portfolio-added = On your public page now.
media-portfolio-removed = Off your public page.
