### Invoices: drafting, sending, paying.

invoices-status-draft = Draft
invoices-status-sent = Sent
invoices-status-partially-paid = Partly paid
invoices-status-paid = Paid
invoices-status-overdue = Overdue
invoices-status-partially-refunded = Partly refunded
invoices-status-refunded = Refunded
invoices-status-void = Void
invoices-tax-none = No tax
invoices-tax-included = Prices include tax
invoices-tax-added = Tax comes on top
invoices-takes-no-money = This invoice cannot take money. Check its number and status.
invoices-refund-too-large = More would be given back than was paid.

audit-invoice-created = An invoice was drafted
audit-invoice-updated = A draft invoice was changed
audit-invoice-deleted = A draft invoice was deleted
audit-invoice-sent = An invoice was sent
audit-invoice-mailed = An invoice was mailed
audit-invoice-settled = A payment changed an invoice
audit-invoice-overdue = An invoice fell overdue
audit-invoice-credited = A credit note was issued
audit-invoice-voided = An invoice was made void
audit-invoices-exported = Invoices were exported
audit-business-updated = Legal details or taxes were changed
