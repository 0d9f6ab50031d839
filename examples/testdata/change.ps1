# What a ticket had, with two mistakes in it.
New-CsAllowedDomain -Identity litwareinc.com
Set-CsAccessEdgeConfiguration -AllowFederatedUsers "True"
Set-CsExternalAccessPolicy -EnablePublicCloudAccess $true
