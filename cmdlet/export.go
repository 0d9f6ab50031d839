package cmdlet

import (
	"fmt"

	"github.com/lyncfed/lyncfed/federation"
)

// Export returns the pipeline that exports all records of a kind to a file in the
// current folder, and "" for a kind that no cmdlet prints. The records of a tenant have
// lists that Export-Clixml truncates at its usual depth, so they go to JSON. Run it in
// the shell of the servers, or of the tenant.
//
//	Get-CsPublicProvider | Export-Clixml -Path 'PublicProviders.xml'
//	Get-CsOnlineUser | ConvertTo-Json -Depth 5 | Out-File -FilePath 'TenantUsers.json'
func Export(k federation.Kind) string {
	noun := k.Row().Table().About().Noun
	switch {
	case noun == "":
		return ""
	case k.IsTenant():
		return fmt.Sprintf("Get-%s | ConvertTo-Json -Depth 5 | Out-File -FilePath '%s.json'", noun, k)
	}
	return fmt.Sprintf("Get-%s | Export-Clixml -Path '%s.xml'", noun, k)
}
