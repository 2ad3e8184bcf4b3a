### Счета: черновик, отправка, оплата.

invoices-status-draft = Черновик
invoices-status-sent = Выставлен
invoices-status-partially-paid = Оплачен частично
invoices-status-paid = Оплачен
invoices-status-overdue = Просрочен
invoices-status-partially-refunded = Возвращён частично
invoices-status-refunded = Возвращён
invoices-status-void = Аннулирован
invoices-tax-none = Без налога
invoices-tax-included = Налог включён в цены
invoices-tax-added = Налог сверх цен
invoices-takes-no-money = Этот счёт не принимает оплату. Проверьте его номер и статус.
invoices-refund-too-large = Возвращается больше, чем было оплачено.

audit-invoice-created = Создан черновик счёта
audit-invoice-updated = Изменён черновик счёта
audit-invoice-deleted = Удалён черновик счёта
audit-invoice-sent = Выставлен счёт
audit-invoice-mailed = Счёт отправлен письмом
audit-invoice-settled = Оплата изменила счёт
audit-invoice-overdue = Счёт просрочен
audit-invoice-credited = Выставлен корректировочный счёт
audit-invoice-voided = Счёт аннулирован
audit-invoices-exported = Экспортированы счета
audit-business-updated = Изменены реквизиты или налоги
