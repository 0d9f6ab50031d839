// Package powershell reads what the shell printed: a federation configuration
// as the Get-Cs… cmdlets of Lync Server and Skype for Business Server put it out,
// in whatever form it was saved.
package powershell
