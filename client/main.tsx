import '@fontsource-variable/inter/index.css';
import '@digdir/designsystemet-css/button.css';
import '@digdir/designsystemet-css/input.css';
import '@digdir/designsystemet-css/dialog.css';
import './ui/theme.css';
import './ui/base.css';
import './ui/components.css';
import './pages/pages.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadLimits } from './api/limits.ts';
import { App } from './app.tsx';
import { mendAddress } from './pages/mend-address.ts';
import { startTheme } from './ui/theme.ts';

mendAddress();
startTheme();
void loadLimits();
const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no #app');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
