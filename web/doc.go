// Package web is the doors: the OGC API over the collections, the vector tiles
// drawn in memory, the map's page and the pages that need no script, and what
// operators watch.
//
// A handler reads the request, asks the store or the map in memory, and answers,
// or returns an error; one place turns errors into answers, and one line in the
// log tells each request's story. All routes stand in Server.routes.
//
// It leaves SQL to data and drawing to tiles. Coordinates are longitude before
// latitude, WGS 84, on the way in and out.
package web
