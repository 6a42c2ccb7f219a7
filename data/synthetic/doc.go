// Package synthetic makes up incidents by the million, for sizing and benches: they
// lie along the roads and round the towns of the shipped facts, come in bursts, and
// go as the real ones went. The same seed makes the same incidents, on any machine
// and with any number of processors. Fill writes them into a database as a bulk
// import would. Nothing of it is true, and none of it is meant to be shown as such:
// all codes begin with SYN.
package synthetic
