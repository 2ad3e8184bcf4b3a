### Bonos de visitas y tarjetas regalo: qué se vende, qué se vendió, qué se ha usado.
packages-title = Bonos y tarjetas regalo
packages-package = Bono
packages-certificate = Tarjeta regalo
packages-visits = { $n ->
    [one] { $n } visita
    [many] { $n } de visitas
   *[other] { $n } visitas
}
packages-until = hasta el { $day }
packages-no-end = no caduca
packages-lasts = { $n ->
    [one] válido { $n } día
    [many] válido { $n } de días
   *[other] válido { $n } días
}
packages-left-of = Quedan { $left } de { $all }
packages-from-to = de { $least } a { $most }
packages-all-services = cualquier servicio

## Cómo está
packages-state = Estado
packages-state-active = Vigente
packages-state-used = Agotado
packages-state-expired = Caducado
packages-state-cancelled = Anulado
packages-used-up = Ya no queda saldo.
packages-expired = Ha caducado.
packages-cancelled = Está anulado y ya no se puede usar.

## La lista
packages-open = Pendiente de usar
packages-open-text = los clientes ya lo han pagado
packages-find = Buscar por código
packages-code-hint = Como 7KDM-24XP-HHT9; valen espacios y minúsculas
packages-which = Cuáles
packages-which-all = Todos
packages-which-active = Vigentes
packages-which-over = Terminados
packages-none-title = Todavía no has vendido ninguno
packages-none-text = Aquí verás los bonos y tarjetas regalo que compren tus clientes y el saldo de cada uno.
packages-none-of-client = No tiene bonos ni tarjetas regalo.
packages-name = Nombre
packages-balance = Saldo
packages-term = Validez
packages-words = Dedicatoria
packages-last-day = Último día
packages-last-day-hint = Déjalo vacío si no caduca. Uno caducado vuelve a valer si pones un día posterior.
packages-see-page = Ver la página

## Qué se vende
packages-offers = A la venta
packages-offers-text = Lo que vendes: en una factura, desde la ficha del cliente y en tu página.
packages-no-offers = Todavía no hay nada a la venta
packages-no-offers-text = Añade un bono de varias visitas o una tarjeta regalo y podrás venderlo.
packages-new-package = Nuevo bono
packages-new-certificate = Nueva tarjeta regalo
packages-archived = Ya no se vende
packages-on-page = En tu página
packages-archive = Dejar de vender
packages-unarchive = Volver a vender
packages-sold-stay = Lo que ya se vendió queda como estaba.
packages-visits-label = Visitas
packages-price = Precio del bono
packages-amounts = Importes para elegir
packages-amounts-hint = Separados por punto y coma: 30; 50; 100
packages-least = Otro importe desde
packages-most = Otro importe hasta
packages-limits-hint = Deja los dos vacíos si solo se elige de la lista.
packages-valid-days = Validez, en días
packages-valid-days-hint = Desde el día del pago; vacío: no caduca.
packages-services = Servicios
packages-services-hint = Si no marcas ninguno, vale para cualquiera.
packages-description = Descripción
packages-public = Vender en mi página
packages-public-hint = Los clientes lo compran allí sin ti.
packages-amounts-needed = Escribe importes para elegir o los límites de otro importe.
packages-limits-turned = El límite superior es menor que el inferior.
packages-too-many-amounts = Escribe como mucho { $max } importes.
packages-worth-nothing = Escribe un importe mayor que cero.
packages-stale = Alguien lo ha cambiado mientras tanto. Revísalo y guarda otra vez.
packages-offer-gone = Un bono o tarjeta de esta factura ya no se vende. Quita la línea y añade otra.
packages-whole-pieces = Los bonos y tarjetas se venden por unidades enteras, como mucho 50 por línea.

## La venta
packages-sell = Vender
packages-sell-whom = A quién
packages-sell-text = Se crea un borrador de factura. El código se emite y se envía por correo en cuanto se paga.
packages-sell-begin = Crear la factura
packages-choose-offer = Elige qué se compra
packages-choose-amount = Elige un importe.
packages-amount-not-offered = Ese importe no está disponible. Elige otro.
packages-certificate-amount = Importe de la tarjeta regalo
packages-recipient = Para quién
packages-recipient-hint = Se imprime en la tarjeta
packages-message = Unas palabras de dedicatoria
packages-line = { $name }, { $visits }
packages-line-certificate = Tarjeta regalo «{ $name }»
packages-order-unpaid = No se pagó a tiempo

## Uno vendido
packages-print = Imprimir
packages-code = Código
packages-link = Enlace para el cliente
packages-link-hint = Puede usarlo quien tenga el enlace o el código.
packages-sold-for = Vendido por
packages-buyer = Quién lo compró
packages-more = Más
packages-other-code = Cambiar el código
packages-other-code-text = El código, el enlace y la hoja impresa anteriores dejan de valer.
packages-cancel = Anular
packages-cancel-text = { $left }: se pierde. El dinero pagado se devuelve desde la página del pago.
packages-ledger = Qué ha pasado
packages-return = Deshacer
packages-moved-issued = Vendido
packages-moved-redeemed = Usado
packages-moved-returned = Devuelto al saldo
packages-moved-burned = Descontado: la visita no tuvo lugar
packages-moved-expired = Caducado
packages-moved-revived = Vuelve a valer
packages-moved-cancelled = Anulado
packages-now-cancelled = Está anulado.
packages-now-other-code = Tiene un código nuevo.
packages-now-returned = Ha vuelto al saldo.
packages-attention-refunded = Se anuló su venta, pero ya se había usado o no se devolvió todo el dinero. Decide qué hacer con el resto.
packages-attention-lacking = Se recuperó una visita pagada con él, pero ya no queda saldo suficiente. Acuerda con el cliente cómo la paga.

## Pagar con él
packages-redeem = Pagar con bono o tarjeta regalo
packages-own = Los del cliente
packages-redeem-amount = Importe
packages-redeem-amount-hint = De una tarjeta regalo; vacío: todo lo posible.
packages-redeem-button = Usarlo
packages-redeemed = Hecho. Saldo: { $left }.
packages-used = { $kind } ····{ $tail }: { $value }
packages-unknown-code = No existe ese código. Revísalo letra por letra.
packages-choose-one = Escribe un código.
packages-no-visit = Esta visita no tiene lugar: no hay nada que pagar.
packages-not-open = Esta factura no admite pagos. Envíala primero o mira su estado.
packages-not-for-packages = Los bonos y tarjetas regalo no se compran con una tarjeta regalo.
packages-other-currency = Está en otra moneda.
packages-not-for-this = No vale para este servicio.
packages-taxed-already = Esta factura se emitió con impuesto. La visita de un bono ya tributó al venderlo y aquí tributaría dos veces: anula o rectifica la factura y usa el bono antes de emitir la siguiente.
packages-invoice-is-out = La factura de esta visita ya está emitida. Pregunta cómo usar tu bono.
packages-went-out-untaxed = La factura de esta visita se emitió sin impuesto sobre lo que pagó el bono. Rectifica la factura: la visita volverá al bono por sí sola.
packages-too-little = No le queda tanto saldo.
packages-have-code = Tengo un código de bono o tarjeta regalo
packages-use-for-visit = Pagar con «{ $name }» (quedan { $left })
packages-to-it = Ver lo comprado
packages-will-pay = «{ $name }» paga { $sum } de esta visita.

## La página del negocio
packages-shop = Tarjetas regalo y bonos
packages-shop-text = Se paga ahora y se usa en cualquier visita. El código llega por correo en cuanto entra el dinero.
packages-not-sold-now = Ahora mismo aquí no se vende nada. Pregunta en el centro.
packages-amount = Importe
packages-other-amount = Otro importe
packages-email-hint = Allí llega el código.
packages-email-needed = Escribe un correo, como nombre@example.com: allí llega el código.
packages-as-gift = Es un regalo
packages-order-text = El pago a { $practice } se hace en la página siguiente. La tarjeta es tuya cuando se confirma.
packages-order-button = Ir al pago

## Su página y su hoja
packages-gone = Este enlace no lleva a ninguna parte
packages-gone-text = La dirección está incompleta o se cambió el código. Pregunta a quien te envió el enlace.
packages-holder-text = Úsalo al reservar o enseña el código en { $practice }.
packages-book = Reservar con él
packages-sheet-certificate = Tarjeta regalo
packages-sheet-package = Bono de visitas
packages-sheet-for = Para { $name }
packages-sheet-qr = Código que lleva a la página de la tarjeta

## Las cuentas
invoices-prepaid = Pagado por adelantado
invoices-packaged = De ello, con el impuesto ya pagado en el bono
invoices-untaxed = Sin impuesto
invoices-legal-certificate = El impuesto de lo que se pague con la tarjeta regalo se aplica al usarla.
packages-books = «Pagado por adelantado» es lo que se pagó con bonos y tarjetas regalo. Su dinero se contó en el mes en que se vendieron, por eso aquí no entra en «Queda». Un bono tributa cuando se vende; una tarjeta regalo, cuando se usa.

## Correos
mail-certificate-subject = Tu tarjeta regalo de { $who }
mail-certificate-title = ¡Gracias, { $name }!
mail-certificate-lead = Ha llegado el pago. Aquí está la tarjeta regalo de { $who }: imprímela o pasa el enlace.
mail-package-subject = Tu bono de { $who }
mail-package-title = ¡Gracias, { $name }!
mail-package-lead = Ha llegado el pago. Aquí está tu bono de { $who }: escribe el código al reservar o enséñalo en la visita.
mail-package-ending-subject = Caduca pronto: { $who }
mail-package-ending-title = Hola, { $name }
mail-package-ending-lead = Queda saldo en lo que compraste a { $who } y caduca pronto.
mail-package-action = Abrir e imprimir
mail-package-note = Puede usarlo quien tenga el código o el enlace: guárdalos como dinero.

## El registro
audit-package-offer-changed = Se cambió lo que se vende por adelantado
audit-package-issued = Se emitió un bono o tarjeta regalo
audit-package-redeemed = Se usó un bono o tarjeta regalo
audit-package-returned = Se deshizo el uso de un bono o tarjeta regalo
audit-package-burned = Se descontó un uso: la visita no tuvo lugar
audit-package-expired = Caducó un bono o tarjeta regalo
audit-package-cancelled = Se anuló un bono o tarjeta regalo
audit-package-changed = Se cambió un bono o tarjeta regalo

## The demo
packages-demo-package = Cinco visitas
packages-demo-package-text = Cualquier tratamiento, cinco veces; cada visita sale mejor de precio.
packages-demo-certificate = Tarjeta regalo
packages-demo-certificate-text = Para cualquier tratamiento y cualquier ocasión.
packages-demo-recipient = Elena
packages-demo-message = ¡Feliz cumpleaños!
