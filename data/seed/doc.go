// Package seed loads the facts that ship with the product into an empty
// database: decrees and zones, roads and their km, places, incidents with every
// source's claim, the ombudsman's cases, dialogue tables, meetings and
// commitments, and the drawing ground.
//
// Everything is read and checked first, and only then written, in the
// transaction of the caller: a row that cannot be read stops the seed with its
// file, line and reason, and nothing is loaded. README.md tells what each file
// is, where it comes from and how exact it is.
package seed
