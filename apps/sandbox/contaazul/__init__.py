"""Conta Azul, the ERP of small companies: its Cognito sign-in, its registers, and payables made asynchronously."""
