<#
.SYNOPSIS
  Runs the relay on Windows from the start of the machine, without anybody signed in.
.DESCRIPTION
  A scheduled task that starts with the machine, under the account LOCAL SERVICE, and is started again when it ends.
  No tools from elsewhere: node.exe is a console program and cannot be a service by itself. Run as an administrator.
  Stopping the task ends the process at once. That loses nothing that was acknowledged (every acknowledgement is on
  disk before it is given), but devices hear no goodbye; they come back by themselves.
.EXAMPLE
  .\install-service.ps1 -Relay C:\rpma -Config C:\ProgramData\rpma-relay\relay.toml
.EXAMPLE
  .\install-service.ps1 -Remove
#>
[CmdletBinding(DefaultParameterSetName = 'Install')]
param(
  [Parameter(ParameterSetName = 'Install', Mandatory)] [string] $Relay,
  [Parameter(ParameterSetName = 'Install')] [string] $Config = "$env:ProgramData\rpma-relay\relay.toml",
  [Parameter(ParameterSetName = 'Install')] [int] $Port = 4455,
  [Parameter(ParameterSetName = 'Remove', Mandatory)] [switch] $Remove
)
$ErrorActionPreference = 'Stop'
$name = 'RPMA relay'

if ($Remove) {
  Stop-ScheduledTask -TaskName $name -ErrorAction SilentlyContinue
  Unregister-ScheduledTask -TaskName $name -Confirm:$false -ErrorAction SilentlyContinue
  Remove-NetFirewallRule -DisplayName $name -ErrorAction SilentlyContinue
  Write-Output 'Removed. The data folder was left as it is.'
  return
}

$node = (Get-Command node.exe).Source
$entry = Join-Path $Relay 'sync-relay\bin\rpma-relay.mjs'
if (-not (Test-Path $entry)) { throw "$entry is missing" }
if (-not (Test-Path $Config)) { throw "$Config is missing: begin with packaging\relay.example.toml" }
& $node $entry check-config --config $Config
if ($LASTEXITCODE -ne 0) { throw 'The configuration is wrong' }

# Only this account, the system and administrators read the shop's data. By SID: names of accounts are translated.
$folder = Split-Path $Config
& icacls.exe $folder /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-19:(OI)(CI)M' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The rights of $folder could not be set" }

$action = New-ScheduledTaskAction -Execute $node -Argument "`"$entry`" serve --config `"$Config`"" -WorkingDirectory $Relay
$trigger = New-ScheduledTaskTrigger -AtStartup
$account = New-ScheduledTaskPrincipal -UserId 'S-1-5-19' -LogonType ServiceAccount -RunLevel Limited
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 999 `
  -RestartInterval (New-TimeSpan -Minutes 1) -MultipleInstances IgnoreNew -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName $name -Action $action -Trigger $trigger -Principal $account -Settings $settings -Force | Out-Null

# Private and domain networks only.
Remove-NetFirewallRule -DisplayName $name -ErrorAction SilentlyContinue
New-NetFirewallRule -DisplayName $name -Direction Inbound -Action Allow -Protocol TCP -LocalPort $Port `
  -Program $node -Profile Private, Domain | Out-Null

Start-ScheduledTask -TaskName $name
Write-Output "Started. Look: http://127.0.0.1:$Port/readyz"
