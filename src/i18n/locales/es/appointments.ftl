### Visits: the calendar's words and what can be done with a visit.

source-public = En línea
source-master = Por ti
source-walk-in = Sin cita
source-voice = Asistente telefónico
source-api = Por API
source-import = Importada
source-waitlist = De la lista de espera
source-series = Serie
source-demo = Demostración

appointment-walk-in = Sin cita
appointment-complete = Completar
appointment-start = Empezar
appointment-stale = Alguien ha cambiado esta cita entretanto. Así está ahora.
appointment-closed = Esta cita ya terminó o se canceló y no se puede cambiar.
appointment-bad-transition = Ese paso no encaja con el estado actual de la cita.
appointment-not-begun = La cita aún no ha empezado. La ausencia se puede anotar cuando llegue su hora.
appointment-no-show-final = Una ausencia se puede deshacer durante un día. Esta es más antigua.
appointment-bad-length = Una visita dura entre 5 minutos y 24 horas.

now-until-then = hasta las { $until }, luego { $name } a las { $time }
now-until = hasta las { $until }
now-next = a las { $time }
now-done = Todo listo por hoy
now-done-line = No hay más citas hoy
now-label = { $n ->
    [one] Hoy: { $n } cita
    [many] Hoy: { $n } de citas
   *[other] Hoy: { $n } citas
}

error-slot-taken = Esa hora se acaba de ocupar. Elige otra.
error-csrf = Esta página llevaba mucho tiempo abierta o venía de otro sitio. Vuelve atrás, recárgala e inténtalo de nuevo.
error-form = No se ha podido leer parte de lo enviado. Vuelve atrás, recarga la página e inténtalo de nuevo.
