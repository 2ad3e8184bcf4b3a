### Facturas: borrador, envío, pago.

invoices-status-draft = Borrador
invoices-status-sent = Enviada
invoices-status-partially-paid = Pagada en parte
invoices-status-paid = Pagada
invoices-status-overdue = Vencida
invoices-status-partially-refunded = Reembolsada en parte
invoices-status-refunded = Reembolsada
invoices-status-void = Anulada
invoices-tax-none = Sin impuestos
invoices-tax-included = Precios con impuestos
invoices-tax-added = Impuestos aparte
invoices-takes-no-money = Esta factura no admite pagos. Revisa su número y su estado.
invoices-refund-too-large = Se devolvería más de lo pagado.

audit-invoice-created = Se hizo un borrador de factura
audit-invoice-updated = Se cambió un borrador de factura
audit-invoice-deleted = Se borró un borrador de factura
audit-invoice-sent = Se emitió una factura
audit-invoice-mailed = Se envió una factura por correo
audit-invoice-settled = Un pago cambió una factura
audit-invoice-overdue = Una factura venció
audit-invoice-credited = Se emitió una factura rectificativa
audit-invoice-voided = Se anuló una factura
audit-invoices-exported = Se exportaron facturas
audit-business-updated = Se cambiaron los datos fiscales o los impuestos
