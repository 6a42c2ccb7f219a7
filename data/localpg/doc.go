// Package localpg runs a private PostgreSQL with PostGIS for this program alone.
//
// A newcomer has the real engine without setting anything up: Start finds the
// system's PostgreSQL programs, creates a cluster in a folder on first use, starts
// it, and Stop shuts it down. The tests of the other rooms get their server the
// same way (see datatest).
//
// The folder given to Start holds:
//
//	pgdata/        the cluster itself; belongs to the user PostgreSQL runs as
//	socket/        where the Unix socket is, unless the path would not do
//	password       of the database user, for programs that come by the port
//	pg_hba.conf    who may connect, written anew at every start
//	pg_ident.conf  which system users that is
//	postgres.log   what PostgreSQL says
//	lock           held for as long as a program runs the cluster
//
// Who may connect: by the socket, the user this program runs as and the user
// PostgreSQL runs as, told by the kernel (peer) and behind a folder only they may
// enter; by the port, which is closed unless asked for and then only on loopback,
// whoever knows the password.
//
// PostgreSQL refuses to run as root. Started by root, the cluster is run by the
// user postgres, or nobody where there is no postgres.
package localpg
