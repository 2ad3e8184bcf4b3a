### Palabras de todas las páginas. Los botones dicen lo que ocurre; los errores, lo que hay que hacer.

app-name = Aureli Solo
skip-to-content = Ir al contenido
page-title = { $title } · Aureli Solo
page-title-error = Error: { $title }

## Botones y palabras sueltas

save = Guardar
cancel = Cancelar
close = Cerrar
back = Volver
next = Siguiente
continue = Continuar
edit = Editar
change = Cambiar
delete = Eliminar
remove = Quitar
add = Añadir
undo = Deshacer
search = Buscar
show = Mostrar
hide = Ocultar
copy = Copiar
copied = Copiado
print = Imprimir
more = Más
retry = Reintentar
yes = Sí
no = No
none = Ninguno
optional = opcional
saved = Guardado
not-saved = Sin guardar
sign-in = Iniciar sesión
sign-out = Cerrar sesión
account = Tu cuenta
help = Ayuda

## Tiempo

today = Hoy
tomorrow = Mañana
yesterday = Ayer
now = Ahora
minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minutos
}
hours = { $n ->
    [one] { $n } hora
   *[other] { $n } horas
}
days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}

## Navegación

nav-main = Menú principal
nav-calendar = Calendario
nav-todo = Pendientes
nav-clients = Clientes
nav-messages = Mensajes
nav-invoices = Facturas
nav-analytics = Estadísticas
nav-services = Servicios
nav-settings = Ajustes
nav-more = Más
nav-new = Nueva
nav-booking-page = Mi página de reservas

## Aspecto e idioma

theme = Aspecto
theme-auto = Dispositivo
theme-light = Claro
theme-dark = Oscuro
language = Idioma
language-en = Inglés
language-es = Español
language-ru = Ruso

## En qué punto está una cita

status = Estado
status-held = Hora retenida
status-pending = Por confirmar
status-awaiting-deposit = Falta la señal
status-confirmed = Confirmada
status-arrived = Ha llegado
status-in-progress = En curso
status-completed = Completada
status-cancelled = Cancelada
status-expired = Caducada
status-no-show = No se presentó

## Páginas que dicen qué ha fallado

error-403-title = No tienes acceso a esta página
error-403-text = Tu función en este negocio no la incluye. Quien lo dirige puede cambiarlo en los ajustes.
error-csrf-title = Envíalo otra vez
error-404-title = Esta página no está aquí
error-404-text = Puede que el enlace sea antiguo o que su contenido haya cambiado de sitio. No se ha perdido nada tuyo.
error-api-405 = Esta dirección no admite ese método.
error-api-404 = No hay nada en esta dirección.
error-409-title = Alguien se ha adelantado
error-409-text = Esto cambió en otra ventana o lo cambió otra persona mientras lo tenías abierto. Mira cómo está ahora y vuelve a hacer tu cambio.
error-conflict-title = Ahora no se puede
error-client-locked = Esta ficha está bloqueada: lo que la ley obliga a conservar sigue ahí y no se usa para nada más. Quien tenga permiso puede desbloquearla en la ficha.
error-restricted = Este negocio está restringido por ahora: lo que hay se conserva, pero no se puede crear nada nuevo. El equipo de soporte sabe el motivo.
error-other-practice = Has cambiado a otro negocio, quizá en otra pestaña. Allí no se ha guardado nada: vuelve atrás, lo que escribiste sigue ahí, y elige primero el negocio al que va.
error-422-title = Aún no se puede guardar
error-422-text = En el formulario falta algo o hay algo que no encaja. Vuelve atrás y corrígelo: lo que escribiste sigue ahí.
error-429-title = Demasiado rápido
error-429-text = Han llegado muchas peticiones desde tu dirección. Espera un minuto y vuelve a intentarlo.
error-500-title = El fallo es nuestro
error-500-text = No hemos podido mostrar la página. Todo lo que guardaste antes está a salvo. Si estabas enviando algo, comprueba que no ha llegado antes de enviarlo otra vez.
error-503-title = Volvemos enseguida
error-503-text = Hay mucho trabajo o estamos actualizando. No se ha perdido nada: prueba otra vez dentro de un minuto.
error-code = Si sigue pasando, escríbenos con el código { $code }.
error-to-calendar = Ir al calendario
error-to-start = Ir al inicio

## Errores en los formularios

errors-title-whole = No ha funcionado
errors-title = { $n ->
    [one] Hay una cosa que corregir
   *[other] Hay { $n } cosas que corregir
}
field-required = Rellena este campo
field-money-required = Escribe un importe
field-minutes-required = Escribe una duración en minutos
field-date-required = Escribe una fecha
field-phone-required = Escribe un teléfono
field-email-required = Escribe un correo
field-choose = Elige una opción
field-too-short = { $min ->
    [one] Escribe al menos { $min } carácter
   *[other] Escribe al menos { $min } caracteres
}
field-too-long = { $max ->
    [one] Escribe como mucho { $max } carácter
   *[other] Escribe como mucho { $max } caracteres
}
field-bad-text = Usa letras, cifras y signos corrientes
field-bad-phone = Escribe un número de teléfono, como +34 612 345 678
field-phone-country = Añade el prefijo del país, como +34 612 345 678
field-phone-which = Escríbelo con el signo + y el prefijo del país, como +7 495 123-45-67: así podría ser de dos países
field-bad-email = Escribe un correo electrónico, como ana@example.com
field-email-no-at = Añade la @ y lo que va detrás, como ana@example.com
field-email-no-domain = Añade lo que va detrás de la @, como ana@example.com
field-email-too-long = Usa una dirección de 254 caracteres como mucho
field-bad-number = Escribe un número entero, como 15
field-bad-decimal = Escribe un número, como 15 o 12,5
field-number-range = Escribe un número entre { $min } y { $max }
field-bad-money = Escribe un importe, como 48 o 48,50
field-money-negative = Escribe un importe de cero o más
field-money-decimals = El importe tiene demasiados decimales
field-money-too-large = Escribe un importe menor
field-bad-date = Escribe una fecha, como 3 de noviembre o 03/11/2026
field-date-past = Elige un día que aún no haya pasado
field-bad-time = Escribe una hora, como 14:30
field-time-order = Elige un final posterior al comienzo
field-time-night = Termina antes de empezar. Si sigue al día siguiente, puede durar 12 horas como mucho
field-bad-slug = Usa minúsculas sin tilde, cifras y guiones, como cejas-ana
field-slug-taken = Esta dirección ya está ocupada: elige otra
field-bad-choice = Elige una opción de la lista

## A form sent after the session had run out

draft-title = La sesión se cerró antes de guardar
draft-typed = Lo que escribiste
draft-lead = Lo que escribiste sigue aquí. Guárdalo ahora o descártalo.
draft-place = Era para: { $place }.
draft-save = Guardar ahora
draft-discard = Descartar lo escrito
