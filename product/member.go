package product

// A Member is a setting of a record, by the name that the cmdlets give it, and
// the first server that knows it. Servers from that one on know it too; that
// this holds for Subscription Edition is inferred, since its documents name
// no settings and its code is that of the 2019 server.
type Member struct {
	Name  string
	Since Platform
	Note  string // what is to be said of when it came; mostly empty
}

// KnownTo reports whether the platform knows the setting. The online service
// knows none: its settings have cmdlets of their own.
func (m Member) KnownTo(p Platform) bool { return p.IsServer() && p >= m.Since }
