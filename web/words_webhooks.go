package web

import "maps"

func init() { maps.Copy(words, webhookWords) }

// webhookWords is the part of the dictionary that webhooks use.
var webhookWords = map[string]struct{ es, en string }{
	"scope.webhooks": {"recibir avisos (webhooks)", "keep webhooks"},

	"hook.ping":      {"Prueba: los avisos llegan.", "A test: calls arrive."},
	"hook.batch":     {"Cambiaron muchos datos a la vez. Lea el canal para saber cuáles.", "Much has changed at once. Read the feed to learn what."},
	"hook.created":   {"Se añadió un incidente: {a}.", "An incident was added: {a}."},
	"hook.updated":   {"Se cambió un incidente: {a}.", "An incident was changed: {a}."},
	"hook.entered":   {"Un incidente pasó a cumplir el filtro: {a}.", "An incident has come within the filter: {a}."},
	"hook.left":      {"Un incidente dejó de cumplir el filtro: {a}.", "An incident is no longer within the filter: {a}."},
	"hook.withdrawn": {"Se retiró un incidente: {a}.", "An incident was withdrawn: {a}."},
	"hook.published": {"Se publicó un decreto: {a}.", "A decree was published: {a}."},
}
