// Package picture draws a view of the map in memory without a browser: [Draw] turns a
// [tiles.Snapshot] and [Options] into a [Scene], and the scene writes itself as SVG,
// PNG or PDF. There is no HTTP, no clock and no SQL here: the same snapshot and
// options give the same bytes.
//
// It draws what the page draws (web/app/src): the same ground, roads, zones and
// symbols in the same colours at the same places, with incidents that stand close
// together counted in tallies. What the two have in common is told twice and compared
// by a test.
//
// A scene is made of named groups of paths and texts, whose coordinates are CSS pixels
// of the picture, x to the right and y down.
package picture
