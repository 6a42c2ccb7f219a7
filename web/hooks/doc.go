// Package hooks calls the addresses of subscribers.
//
// It takes what is due from the store, signs it as Standard Webhooks has it, calls, and writes down
// what became of it; when to try again and when to give up is told here and decided by the store, so that
// it holds for all servers of one database and across their ends. Which addresses may be called at
// all is decided twice: by CheckURL when somebody writes one down, and at each connection by the address
// that is about to be connected to, since a name may lead elsewhere by then.
//
// What is said is somebody else's: Deliverer is given a function for it.
package hooks
