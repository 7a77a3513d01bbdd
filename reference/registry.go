package reference

import (
	"maps"
	"slices"
	"sync"
)

// registry knows the sessions of each user. AUTH-7
type registry struct {
	mu    sync.RWMutex // guards users
	users map[string]map[*session]struct{}
}

func newRegistry() *registry {
	return &registry{users: map[string]map[*session]struct{}{}}
}

// add makes s known. greet tells the client so, before any delivery can be on its
// way (AUTH-2); and nobody who looks for the session after the client has heard
// that misses it (AUTH-7), since looking waits until both are done. greet must not
// wait for anything.
func (r *registry) add(s *session, greet func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	greet()
	if r.users[s.user] == nil {
		r.users[s.user] = map[*session]struct{}{}
	}
	r.users[s.user][s] = struct{}{}
}

// remove forgets s, if it is still known.
func (r *registry) remove(s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.users[s.user], s)
	if len(r.users[s.user]) == 0 {
		delete(r.users, s.user)
	}
}

// of returns the sessions of user.
func (r *registry) of(user string) []*session {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Collect(maps.Keys(r.users[user]))
}

// names returns the users who have a session, each once.
func (r *registry) names() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.AppendSeq([]string{}, maps.Keys(r.users))
}

// count returns how many sessions there are.
func (r *registry) count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	count := 0
	for _, sessions := range r.users {
		count += len(sessions)
	}
	return count
}
