### Servicios: lo que se vende por horas.

services-new = Nuevo servicio
services-create = Añadir servicio
services-all = Todos los servicios
services-empty-title = Aún no hay servicios
services-empty-text = Tus clientes eligen aquí qué reservar. Añade el primero con su duración y su precio.
services-added = { $name }: añadido
services-saved = { $name }: guardado
services-deleted = { $name }: eliminado
services-activated = { $name } se puede reservar de nuevo
services-deactivated = { $name } ya no se ofrece. Las citas reservadas se mantienen.
services-put-aside = { $name } ya no se ofrece. Algunas citas lo incluyen, así que queda en el historial.
services-used = Hay citas con este servicio y no se puede eliminar. Puedes dejar de ofrecerlo.
services-stale = Este servicio ha cambiado mientras tanto, en otra ventana o por otra persona. Lo que has escrito sigue abajo: guárdalo otra vez para que valga.
services-part-stale = Esta línea se cambió mientras tanto, en otra ventana o por otra persona. Tu texto sigue abajo: guárdalo otra vez para usarlo.
services-too-long = Con todos los extras, la cita duraría más de 24 horas.
services-inactive = No se ofrecen ahora: { $n }
services-is-inactive = No se ofrece ahora
services-no-category = Sin categoría
services-order = Cambiar el orden
services-order-done = Listo
services-order-hint = Tus clientes ven este orden
services-up = Subir { $name }
services-down = Bajar { $name }
services-price-from = desde { $price }
services-n-variants = { $n ->
    [one] { $n } variante
    [many] { $n } de variantes
   *[other] { $n } variantes
}
services-n-places = { $n ->
    [one] { $n } plaza
    [many] { $n } de plazas
   *[other] { $n } plazas
}
services-by-request = lo confirmas tú
services-by-link = solo con enlace

services-name = Nombre
services-category = Categoría
services-category-hint = Agrupa los servicios en tu página, por ejemplo Cejas o Masaje
services-duration = Duración
services-min = min
services-price = Precio
services-price-is-from = El precio es desde esta cantidad
services-description = Descripción
services-description-hint = Qué incluye, para quién es, cómo prepararse
services-more = Reglas, márgenes y más
services-confirmation = Cuando un cliente reserva
services-confirmation-instant = Se confirma al momento
services-confirmation-manual = Es una solicitud que confirmas tú
services-buffer-before = Tiempo para preparar
services-buffer-before-hint = Queda libre antes de la cita
services-buffer-after = Tiempo para recoger
services-buffer-after-hint = Queda libre después de la cita
services-material-cost = Coste de los materiales
services-material-cost-hint = Solo lo ves tú, para calcular lo que queda
services-capacity = Personas a la vez
services-capacity-hint = 1 para una cita individual, más para un grupo
services-as-practice = Como en el negocio: { $length }
services-days = Solo estos días
services-days-hint = Sin marcar: todos los días que trabajas
services-hours = Solo a estas horas
services-hours-hint = Vacío: todo tu horario
services-visibility = Quién lo encuentra
services-visibility-public = Cualquiera en tu página de reservas
services-visibility-link = Solo quien tenga el enlace
services-featured = Mostrar entre los primeros en la página de reservas
services-colour = Color en el calendario
services-colour-hint = Un punto delante del nombre; solo lo ves tú.
services-colour-none = Ninguno
services-upsell = Qué combina bien
services-upsell-hint = Lo ve quien reserva, junto a los extras: «Con tinte dura el doble»
services-slug = Nombre en el enlace
services-slug-hint = Se forma con el nombre. Si lo cambias, los enlaces que ya has dado dejan de funcionar.

services-variants = Variantes
services-variants-hint = Otras duraciones y precios del mismo servicio, por ejemplo pelo largo. El cliente elige una.
services-new-variant = Nueva variante
services-addons = Extras
services-addons-hint = Lo que se puede añadir por más tiempo y dinero. El cliente puede elegir varios.
services-new-addon = Nuevo extra
services-addon-duration = Tiempo extra
services-addon-price = Precio extra
services-part-remove = Quitar { $name }
services-part-aside = no se ofrece
services-part-return = Ofrecer de nuevo

services-link = Enlace de reserva
services-link-hint = Abre la reserva con este servicio elegido: para un mensaje, un perfil o una lista de precios.
services-qr = Código QR para imprimir
services-state = Oferta
services-deactivate-hint = Tus clientes dejan de verlo; las citas reservadas se quedan como están.
services-activate-hint = Tus clientes no lo ven ahora.
services-deactivate = Dejar de ofrecer
services-activate = Ofrecer de nuevo
services-delete = Eliminar

services-forms = Hay que firmar
services-forms-hint = A quien reserve este servicio se le pide que firme estos formularios.
services-forms-which = Formularios

services-deposit = Señal al reservar
services-deposit-none = Ninguna
services-deposit-fixed = Un importe fijo
services-deposit-percent = Una parte del precio, en porcentaje
services-deposit-full = Todo el precio
services-deposit-amount = Cuánto
services-deposit-amount-hint = El importe o el porcentaje
